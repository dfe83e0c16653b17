package io.distsys.consensus;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** All that was applied anywhere: in one group, one index has one command. */
final class History {

	private final Map<GroupId, TreeMap<Long, String>> groups = new HashMap<>();

	/** Whether a group that another has followed may never apply anything new. */
	boolean oneAfterAnother;

	private GroupId acting;

	void applied(GroupId group, long index, String command) {
		boolean isNew = !of(group).containsKey(index);
		if (this.oneAfterAnother && isNew && !group.equals(this.acting)) {
			if (this.groups.containsKey(group)) {
				throw new SafetyViolation("Group " + group + " applied '" + command + "' after " + this.acting);
			}
			this.acting = group;
		}
		String before = this.groups.computeIfAbsent(group, (key) -> new TreeMap<>()).putIfAbsent(index, command);
		if (before != null && !before.equals(command)) {
			throw new SafetyViolation("Group " + group + " applied '" + before + "' and '" + command + "' at " + index);
		}
	}

	TreeMap<Long, String> of(GroupId group) {
		return this.groups.getOrDefault(group, new TreeMap<>());
	}

	int groups() {
		return this.groups.size();
	}

	/** Not an exception: the consensus library catches those. */
	static final class SafetyViolation extends Error {

		private static final long serialVersionUID = 1L;

		SafetyViolation(String message) {
			super(message);
		}

	}

}
