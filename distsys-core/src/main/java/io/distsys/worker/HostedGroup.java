package io.distsys.worker;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A group of worker types that this node supervises, with all slots. */
final class HostedGroup {

	private final SupervisionGroup definition;

	private final List<HostedType> types;

	private final Hosting hosting;

	private final AtomicReferenceArray<GroupSupervisor> slots;

	/**
	 * @param types the types, in the order of the members
	 */
	private HostedGroup(SupervisionGroup definition, List<HostedType> types, Hosting hosting) {
		this.definition = definition;
		this.types = types;
		this.hosting = hosting;
		this.slots = new AtomicReferenceArray<>(types.get(0).definition().slots());
	}

	/**
	 * Have types supervised together.
	 * @param all the types of this node, by name
	 * @throws IllegalStateException if one is not there, or is in a group already
	 */
	static void host(SupervisionGroup group, Map<String, HostedType> all, Hosting hosting) {
		List<HostedType> members = group.types().stream().map((name) -> {
			HostedType type = all.get(name);
			if (type == null) {
				throw new IllegalStateException("Group '" + group.name() + "' supervises worker type '" + name
						+ "', which this node does not run: it runs " + new TreeSet<>(all.keySet()));
			}
			return type;
		}).toList();
		HostedGroup hosted = new HostedGroup(group, members, hosting);
		members.forEach((type) -> type.joins(hosted));
	}

	boolean escalates() {
		return this.definition.escalation() != null;
	}

	/** The supervisor of a slot under one grant; it forgets with the grant. */
	GroupSupervisor supervisor(SlotTenure tenure) {
		GroupSupervisor present = this.slots.get(tenure.slot());
		if (present != null && present.token() == tenure.token()) {
			return present;
		}
		GroupSupervisor next = new GroupSupervisor(this.definition, this.types, tenure.slot(), tenure.token(),
				this.hosting);
		return this.slots.compareAndSet(tenure.slot(), present, next) ? next : supervisor(tenure);
	}

}
