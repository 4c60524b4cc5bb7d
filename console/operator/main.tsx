import { render } from "preact";
import "../shared/base.css";
import "./operator.css";
import { Console } from "./console";

const root = document.getElementById("page");
if (root) render(<Console />, root);
