// The shapes of what the server and the page tell each other, and of what the modules here hand on.

/**
 * A table's columns by name, all equally long.
 * @typedef {Record<string, unknown[]>} Columns
 */

/**
 * A picture made of palette bytes in base64: one, or with `tiles` a sheet of so many small ones, row by row.
 * @typedef {{ bytes: string, width: number, tiles?: number }} Picture
 */

/**
 * Tables that begin a table of the message: its name, and how many of its rows.
 * @typedef {Record<string, [from: string, rows: number]>} Firsts
 */

/**
 * What one frame changes in one view. Frames of a shape that the view does not have yet wait for its chart.
 * @typedef {object} ViewPart
 * @property {string} shape
 * @property {Record<string, Columns>} [tables] columns that take the place of those that were there
 * @property {Firsts} [first] in frames that come ahead
 * @property {Record<string, Columns>} [append] rows that come after those that were there
 * @property {Record<string, Picture | Picture[]>} [images] pictures for the rows of a table
 * @property {Record<string, unknown>} [signals] values of the chart's own parameters
 */

/**
 * One moment of the run.
 * @typedef {object} Frame
 * @property {number} step
 * @property {Record<string, string>} fields texts of the counters
 * @property {Record<string, ViewPart>} views
 */

/**
 * Frames, and what to do with them.
 * @typedef {object} Chunk
 * @property {string} id the run's name, a hyphen and a number that grows
 * @property {'replace' | 'append' | 'hold'} mode hold: empty the queue, stand still and say so
 * @property {boolean} playing
 * @property {boolean} light whether nothing but the player's own pictures follows while it plays
 * @property {number} low length of the queue below which more is asked for
 * @property {number} frame_ms milliseconds from one frame to the next
 * @property {boolean} ending whether these frames are the last ones
 * @property {number} furthest the last step that the run has been at
 * @property {number} heard number of the last report that the server heard
 * @property {boolean} working whether the server is at a long run and is to be asked to go on
 * @property {number | null} pace seconds until the server is to be told that they have gone by
 * @property {string | null} line the steps that Step, Back and Epoch go along from here; null if these do something else
 * @property {Record<string, string | null> | null} address parameters of the page's address; null if it cannot hold the run
 * @property {Frame[]} frames
 */

/**
 * Frames of the steps around the one at rest, before they are asked for.
 * @typedef {object} Ahead
 * @property {string} line that they belong to: the same run without a change, in the same view
 * @property {number[]} steps each the next one of the one before
 * @property {number} epoch steps of an epoch
 * @property {Record<string, Columns>} tables that tables of the frames begin
 * @property {Frame[]} frames
 */

/**
 * The message to a mount about one view, with the chart itself where the browser may not have it yet.
 * @typedef {object} About
 * @property {string} id of the chart
 * @property {string} [alt] the picture in words
 * @property {string} [shape] of its tables: charts that differ in their looks alone share it
 * @property {Spec} [spec] Vega-Lite
 * @property {Record<string, Columns>} [tables] columns that stay
 * @property {string} [palette] RGB rows in base64
 * @property {string[]} [picks] names of the selections that are wishes
 * @property {string} [lens] words under a small picture that is shown large
 * @property {Follow[]} [follows]
 */

/**
 * Rows that take columns of another table's row with the same key, but only while they are pointed at.
 * @typedef {{ table: string, from: string, key: string, columns: string[] }} Follow
 */

/** @typedef {'light' | 'dark'} Scheme */

/**
 * A Vega-Lite specification, as far as the player looks into it.
 * @typedef {{ config: { font: string }, height?: unknown } & Record<string, unknown>} Spec
 */

/**
 * One mount of the player on the page.
 * @typedef {object} Mount
 * @property {string} group mounts of one group share a queue
 * @property {string} vega address of Vega's own JavaScript
 * @property {Scheme | null} theme that its charts are made for
 * @property {{ name: string, label: string }[]} layout the views in their order
 * @property {Record<string, About>} views
 * @property {{ name: string, title?: string }[] | null} fields counters
 * @property {{ label: string, title: string, steps?: number[] } | null} time the slider over the steps; over these alone
 * @property {Chunk | null} chunk
 * @property {Chunk | null} feed
 * @property {Ahead | null} [ahead]
 * @property {string | null} [spoken] what a screen reader says of the position
 * @property {boolean} asks whether the player asks for more frames through this mount
 * @property {string[] | null} [awaits] views, which it says to be drawn when all of them were for the first time
 */

/**
 * The browser's report. Facts have their own names, and the report names the chunk that they are about.
 * @typedef {object} Report
 * @property {number | null} shown the step on show
 * @property {number} queued frames that are still to be shown
 * @property {string | null} chunk id of the last chunk
 * @property {number} nonce grows with every report
 * @property {Record<string, Wish>} wishes
 * @property {string | null} line that the frames belong to which are held for presses to come
 * @property {number[]} holds their steps
 * @property {Press[]} presses on buttons, in their order, until they are heard
 */

/**
 * A press on a button of the transport: the button's key, and the number of the report that first said so.
 * @typedef {{ name: string, nonce: number }} Press
 */

/** @typedef {'held' | 'tick' | 'working' | 'want' | 'done'} Fact */

/**
 * What was asked for last under a name, and the number of the report that first said so.
 * @typedef {{ value: unknown, nonce: number }} Wish
 */

/** @typedef {(name: string, value: unknown) => void} Send */

/**
 * What Streamlit hands a component's script.
 * @template T
 * @typedef {{ data: T, parentElement: HTMLElement, setStateValue: Send }} Component
 */

/**
 * A canvas that Vega takes for a loaded image.
 * @typedef {HTMLCanvasElement & { complete?: boolean }} Tile
 */

/** @typedef {Record<string, unknown> & { image?: Tile }} Row */

/**
 * A mark's item in Vega's scene.
 * @typedef {{ datum?: Record<string, unknown>, tooltip?: unknown } & Record<string, unknown>} Item
 */

/** @typedef {(handler: unknown, event: MouseEvent, item: Item | null, value: unknown) => void} TooltipHandler */

/**
 * Vega's view, as far as the player uses it.
 * @typedef {object} VegaView
 * @property {(name: string, rows: Row[]) => VegaView} data
 * @property {(name: string, value: unknown) => VegaView} signal
 * @property {() => Changes} changeset
 * @property {(name: string, changes: Changes) => VegaView} change
 * @property {() => VegaView} resize
 * @property {() => VegaView} run
 * @property {(name: string, listener: (name: string, value: any) => void) => VegaView} addSignalListener
 * @property {{ (): TooltipHandler, (handler: TooltipHandler): VegaView }} tooltip
 */

/**
 * @typedef {object} Changes
 * @property {(which: (() => boolean) | Row, column: string, value?: unknown) => Changes} modify
 * @property {() => Changes} reflow
 */

/** @typedef {{ view: VegaView, finalize: () => void }} Embedded */

/**
 * What Vega's JavaScript puts into the page.
 * @typedef {object} Vegas
 * @property {(holder: HTMLElement, spec: Spec | VegaSpec, options: object) => Promise<Embedded>} vegaEmbed
 */

/**
 * Vega's compiled specification, as far as the player changes it.
 * @typedef {object} VegaSpec
 * @property {Mark[]} [marks]
 * @property {{ name: string, value?: unknown, init?: unknown, on?: unknown }[]} [signals]
 * @property {{ name: string, values?: Row[] }[]} [data]
 */

/**
 * @typedef {object} Mark
 * @property {string} type
 * @property {Mark[]} [marks]
 * @property {boolean} [interactive]
 * @property {{ update?: Record<string, unknown> }} [encode]
 */

/** @typedef {[x: number, y: number]} Place pixels on a canvas */

/** @typedef {[x: number, y: number, label: number]} Point a drawn sample, in the data's own units */

/** @typedef {{ name: string, range: [number, number], ticks: number[], decimals: number }} PlaneAxis */

/**
 * The message to the drawing plane.
 * @typedef {object} PlaneData
 * @property {Point[]} points
 * @property {string} token the browser keeps its own points until it is another
 * @property {{ name: string, colour: string, shape: string }[]} classes
 * @property {PlaneAxis} x
 * @property {PlaneAxis} y
 * @property {number} most points
 * @property {Record<'background' | 'text' | 'muted' | 'grid' | 'neutral' | 'font', string>} colours
 */

/**
 * The one name that all of this puts into the page.
 * @typedef {object} Shared
 * @property {Map<string, import('./player.js').Player>} players
 * @property {((about: Component<any>) => (() => void) | undefined) | null} mount what plays a part; null until it is there
 * @property {(() => void)[]} waits parts that wait for it
 * @property {Record<string, string>} vegas addresses of Vega's JavaScript by its name, where no server has it
 * @property {import('./revive.js').Revival} [revival] what opens the page again if it breaks
 * @property {boolean} [numbers] whether number fields are looked after
 */

/**
 * A slider where there is no Streamlit, over values that are all above 0.
 * @typedef {{ name: string, label: string, title: string, values: number[], unit: string }} Choice
 */

/**
 * What stays as it is on a page where there is no Streamlit.
 * @typedef {object} Looks
 * @property {string} group of the player's parts, unlike any other's on the page
 * @property {string} vega address of Vega's own JavaScript; empty where the page has it in itself
 * @property {boolean} [within] whether it is a part of a page that has a heading and colours of its own
 * @property {string} title
 * @property {string} [about] a line below the title
 * @property {string[]} buttons by their keys
 * @property {number[]} speeds to choose from; none for no such list
 * @property {number} speed
 * @property {string} pace what a speed is, as "a second"
 * @property {HTMLElement} [choices] what else may be chosen, below the title
 * @property {Choice[]} [sliders]
 * @property {{ name: string, title?: string }[]} fields counters
 * @property {Record<string, string>} labels of the pictures
 * @property {Record<string, string>} captions below them
 * @property {Mount['time']} time
 */

/**
 * A widget's model, as anywidget hands it to a script.
 * @typedef {object} Widget
 * @property {(name: string) => string} get
 * @property {(content: object) => void} send
 * @property {(name: string, hear: (content: any, buffers?: DataView[]) => void) => void} on
 * @property {(name: string, hear: (content: any, buffers?: DataView[]) => void) => void} off
 */

/**
 * A formula, or a part of one: a text, in which U+FFFC stands for a number, or a tag and what is in it.
 * @typedef {string | [tag: string, ...nodes: any[]]} Node
 */

/**
 * What is said of a chosen part of the network at one step, or of the step if nothing is chosen.
 * @typedef {object} Explained
 * @property {string} [name] of the part
 * @property {string} words
 * @property {{ nodes: Node[], numbers: string[], note?: string }[]} lines
 */

/**
 * One picture of a view at every step: differences of its bytes from those of the step before, one a letter.
 * @typedef {{ several: boolean, shapes: (Omit<Picture, 'bytes'> & { size: number })[], bytes: string }} Series
 */

/**
 * What a recording says of one step, beside its frame.
 * @typedef {object} Told
 * @property {Record<string, string>} alts the pictures in words
 * @property {string} said what the update did
 * @property {[words: string, advice: string] | null} wrong what is going wrong
 * @property {string} whose which step and sample the numbers are of
 * @property {[line: string, words: string] | null} moved the weight that the update moved most
 * @property {string | null} link to the live page at that step
 */

/**
 * One part of the network that can be chosen.
 * @typedef {object} Explainable
 * @property {string} name
 * @property {string} kind
 * @property {Record<string, Columns>} lit what is lit in the network when it is chosen
 * @property {string[][]} orders lines, in their orders
 * @property {[frame: number, order: number][]} changes from which frame on which order holds
 */

/**
 * A run at some of its steps, as `nnviz.session.recording` makes it.
 * @typedef {object} Recorded
 * @property {string} title
 * @property {{ name: string, title: string }[]} fields
 * @property {Record<string, string>} labels of the pictures
 * @property {Record<string, string>} captions below them
 * @property {Record<Scheme, Record<string, About>>} charts
 * @property {(Frame & Told)[]} frames
 * @property {Record<string, Columns>} tables that tables of the frames begin
 * @property {Record<string, Record<string, Series>>} pictures by view and table
 * @property {Node[][]} formulas without their numbers
 * @property {Record<string, ([formula: number, numbers: string, note?: string] | null)[]>} lines by their keys, for each frame
 * @property {Record<string, Explainable>} parts by their keys
 */

export {};
