package io.distsys.faults.node;

import io.distsys.worker.WorkerNode;

/** Workers that are started and stopped all the time, and never called. */
public final class Sentries {

	/** The property that asks for them. */
	public static final String PROPERTY = "faults.sentries";

	/** So many each process starts and keeps; half of these are never stopped. */
	public static final int PER_PROCESS = 100;

	/** What the resource of one begins with: of its life, and of what is asked of it. */
	public static final String RESOURCE = "sentry/";

	/** What the resource begins with of what a node says at a roll call. */
	public static final String ROLL = "roll/";

	/** The order to answer a roll call, before its number. */
	public static final String ROLL_CALL = "roll";

	/** What the detail of a start begins with. */
	public static final String START = "start";

	/** What the detail of a stop begins with. */
	public static final String STOP = "stop";

	/** Where one is of which its owner does not know. */
	public static final String ABSENT = "absent";

	static final String TYPE = "sentry";

	static final int SLOTS = 8;

	private Sentries() {
	}

	/**
	 * The slot of a sentry.
	 * @param key the sentry
	 * @return its index
	 */
	public static int slotOf(String key) {
		return WorkerNode.slotOf(key, SLOTS);
	}

	/**
	 * A slot of sentries, as histories name it.
	 * @param slot its index
	 * @return the resource
	 */
	public static String slot(int slot) {
		return WorkerNode.KIND + "/" + TYPE + "/" + slot;
	}

}
