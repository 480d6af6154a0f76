/* The site's own script: gives the pages' forms, tables and pictures what HTML alone has not.
   Every page is complete without it. Nothing is fetched but the site's own data. */

import { startBlock } from "./portbook/block.js";
import { addCopyButtons } from "./portbook/copy.js";
import { pressWithKeys } from "./portbook/keys.js";
import { startMap } from "./portbook/map.js";
import { startPort } from "./portbook/port.js";
import { showPlace } from "./portbook/place.js";
import { startSearch } from "./portbook/search.js";
import { sortTables } from "./portbook/sort.js";
import { labelCells } from "./portbook/stack.js";
import { startTips } from "./portbook/tips.js";

const PARTS = { map: startMap, block: startBlock, port: startPort };

showPlace(document);
pressWithKeys(document);
startTips(document);
labelCells(document);
sortTables(document);
startSearch(document);
for (const element of document.querySelectorAll("[data-pb]")) {
  PARTS[element.dataset.pb]?.(element);
}
addCopyButtons(document);
