// What is done with the authenticator again and again.
import { base } from './countersign.mjs'

export const heading = (page, name) => page.getByRole('heading', { name, exact: true })

/** Opens an enrolment link and goes through with it, up to where the page waits for requests. */
export async function enrolled(page, whom, standing = 'Requests appear at once') {
  await page.goto(await whom.link())
  await page.getByRole('button', { name: 'Make it my authenticator' }).click()
  await heading(page, 'This browser is your authenticator now').waitFor()
  await page.getByRole('link', { name: 'Done' }).click()
  await page.getByText(standing).first().waitFor()
}

/** Has the person asked, and waits until the page shows it by itself. */
export async function ask(page, whom, message) {
  const challenge = await whom.ask(message)
  await page.getByRole('link', { name: new RegExp(message.replace(/[?]/g, '\\?')) }).waitFor()
  return challenge
}

export const home = (page) => page.goto(`${base}/authenticator#/`)
