package io.distsys.faults.node;

import org.springframework.context.annotation.Import;

/**
 * What nodes tell each other, and what shows what becomes of it. Not found by a scan: the
 * nodes of the strong scenarios do not have it.
 */
@Import({ NodeConfiguration.class, Leash.class, Pulse.class, Partings.class, Talker.class, Chronicler.class,
		NameHolder.class, Visitor.class })
public class Words {

	/**
	 * The resource of what is published, said with a number and heard with its author.
	 */
	public static final String TALK = "talk";

	/**
	 * The resource of what is published on a reliable topic, written with a number.
	 */
	public static final String CHRONICLE = "chronicle";

	/** The resource of what is read of it, with the number and its author. */
	public static final String CHRONICLE_READ = "chronicle/read";

	/** The resource of what a node has counted: what of the bulk lane was lost. */
	public static final String COUNTS = "counts";

	/** The resource of who has gone out of the view of a node. */
	public static final String PARTED = "parted";

	/** The resource of the names that a node knows, and of those that it holds. */
	public static final String NAMES = "names";

	/** The resource of the names that a node holds. */
	public static final String HELD = "names/held";

	/** The resource of who is present. */
	public static final String PRESENT = "present";

	/** The resource of who is present as the differences add up. */
	public static final String DIFFERENCES = "present/differences";

}
