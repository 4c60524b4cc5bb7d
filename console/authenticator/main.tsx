import { render } from "preact";
import "../shared/base.css";
import "./authenticator.css";
import { Page } from "./page";

const root = document.getElementById("page");
if (root) render(<Page />, root);
