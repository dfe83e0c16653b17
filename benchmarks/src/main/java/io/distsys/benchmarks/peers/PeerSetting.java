package io.distsys.benchmarks.peers;

import java.util.Comparator;

import io.distsys.benchmarks.peers.node.CallOrder;

/**
 * What is measured in every round.
 *
 * @param system the name of the system
 * @param target what is called, as {@link CallOrder#target()} names it
 * @param place where it is, as {@link CallOrder#place()} names it
 * @param way how the callers wait, as {@link CallOrder#way()} names it
 * @param callers how many calls at a time
 */
record PeerSetting(String system, String target, String place, String way, int callers) {

	/** What compares with each other stands together. */
	static final Comparator<PeerSetting> ORDER = Comparator.comparing(PeerSetting::place)
		.reversed()
		.thenComparing(PeerSetting::callers)
		.thenComparing((setting) -> PeerSystems.ALL.indexOf(setting.system()))
		.thenComparing(PeerSetting::target, Comparator.reverseOrder())
		.thenComparing(PeerSetting::way, Comparator.reverseOrder());

	static PeerSetting of(PeerCall call) {
		return new PeerSetting(call.system(), call.target(), call.place(), call.way(), call.callers());
	}

	String name() {
		return this.system + " " + this.target;
	}

	/**
	 * Whether the other one is the same of a peer. A process that Horde has a name for is
	 * both one of many and the only one of its kind, and the call of a process that needs
	 * no name is what either costs at least; a process of the BEAM that waits is compared
	 * with threads and with stages.
	 */
	boolean comparesWith(PeerSetting theirs) {
		boolean peer = !theirs.system.equals(this.system);
		boolean like = theirs.target.equals(this.target)
				|| theirs.system.equals(PeerSystems.HORDE) && !theirs.target.equals(CallOrder.SINGLETON);
		boolean same = theirs.place.equals(this.place) && theirs.callers == this.callers;
		return peer && like && same && (theirs.way.equals(this.way) || theirs.way.equals(PeerSystems.PROCESSES));
	}

}
