package io.distsys.ownership;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.GroupStatus.Role;
import io.distsys.ownership.SimulatedCore.Process;

/** What must be true some time after the last fault. */
final class Settled {

	private final CoreChaos chaos;

	Settled(CoreChaos chaos) {
		this.chaos = chaos;
	}

	/** What is missing, or nothing. */
	String missing() {
		List<Process> alive = this.chaos.alive();
		if (alive.isEmpty()) {
			return "nobody lives";
		}
		if (!alive.stream().allMatch((process) -> process.raft.status().role() != Role.NONE)) {
			return "not all are in a group";
		}
		GroupStatus first = alive.get(0).raft.status();
		if (!alive.stream().allMatch((process) -> Objects.equals(process.raft.status().group(), first.group()))) {
			return "not all are in one group";
		}
		if (first.leader() == null
				|| !alive.stream().allMatch((process) -> first.leader().equals(process.raft.status().leader()))
				|| alive.stream().filter((process) -> process.raft.status().role() == Role.LEADER).count() != 1) {
			return "not all follow one leader";
		}
		if (!alive.stream().allMatch((process) -> process.raft.status().voters().equals(first.voters()))) {
			return "not all know the same voters";
		}
		return missingInTable(alive, ids(alive));
	}

	/** What the group lacks until it can lose a voter again, or nothing. */
	String missingVoters() {
		List<Process> alive = this.chaos.alive();
		List<NodeId> voters = alive.get(0).raft.status().voters();
		Set<NodeId> ids = ids(alive);
		if (!ids.containsAll(voters)) {
			return "somebody votes who is dead";
		}
		int most = Math.min(this.chaos.core.setup().consensus().maxVoters(), alive.size());
		int enough = (most % 2 == 0) ? most - 1 : most;
		return (voters.size() >= enough) ? "" : "of " + alive.size() + " only " + voters + " vote";
	}

	private static Set<NodeId> ids(List<Process> processes) {
		Set<NodeId> ids = new HashSet<>();
		processes.forEach((process) -> ids.add(process.id()));
		return ids;
	}

	private String missingInTable(List<Process> alive, Set<NodeId> ids) {
		OwnershipTable table = alive.get(0).table;
		Set<Object> sessions = sessions(table);
		TreeMap<ResourceKey, Ownership> rows = rows(table);
		for (Process process : alive) {
			if (!sessions(process.table).equals(sessions) || !rows(process.table).equals(rows)) {
				return "the table is not the same everywhere";
			}
			if (!process.ownership.lease().isHeld()) {
				return process.number + " has no lease";
			}
		}
		Set<NodeId> withSession = new HashSet<>();
		table.sessions().forEach((session) -> withSession.add(session.id().node()));
		if (!withSession.equals(ids)) {
			return "sessions and processes are not the same";
		}
		if (!this.chaos.hasNobodyLeaving()) {
			return "somebody has not left yet";
		}
		return missingOwners(alive, rows);
	}

	private String missingOwners(List<Process> alive, TreeMap<ResourceKey, Ownership> rows) {
		Set<ResourceKey> offered = new TreeSet<>();
		for (Process process : alive) {
			for (Offer offer : this.chaos.parts(process).offers()) {
				for (int i = 0; i < offer.count(); i++) {
					offered.add(new ResourceKey(offer.kind(), offer.name(), i));
				}
			}
		}
		Set<ResourceKey> owned = new TreeSet<>(rows.keySet());
		owned.removeIf((key) -> !isPlanned(key));
		if (!owned.equals(offered)) {
			return "owned is " + rows.values() + ", offered is " + offered;
		}
		for (Process process : alive) {
			List<ResourceKey> held = new ArrayList<>();
			this.chaos.parts(process).tenants().forEach((tenant) -> held.addAll(tenant.held()));
			List<ResourceKey> told = rows.values()
				.stream()
				.filter((row) -> row.node().equals(process.id()) && isPlanned(row.key()))
				.filter((row) -> row.state() == Ownership.State.ACTIVE)
				.map(Ownership::key)
				.toList();
			if (!new HashSet<>(held).equals(new HashSet<>(told)) || held.size() != told.size()) {
				return process.number + " acts for " + held + " and should for " + told;
			}
			owned.removeAll(told);
		}
		return owned.isEmpty() ? "" : "not active: " + owned;
	}

	private static boolean isPlanned(ResourceKey key) {
		return key.kind().equals("singleton") || key.kind().equals("slot");
	}

	private static Set<Object> sessions(OwnershipTable table) {
		Set<Object> sessions = new HashSet<>();
		table.sessions()
			.forEach((session) -> sessions.add(List.of(session.id(), session.draining(), session.offers())));
		return sessions;
	}

	private static TreeMap<ResourceKey, Ownership> rows(OwnershipTable table) {
		TreeMap<ResourceKey, Ownership> rows = new TreeMap<>();
		table.all().forEach((row) -> rows.put(row.key(), row));
		return rows;
	}

	/** The majority is lost: so are all leases. */
	void checkNothingIsHeld() {
		for (Process process : this.chaos.alive()) {
			if (process.ownership.lease().isHeld()) {
				throw new AssertionError(process.number + " holds a lease although the majority is lost");
			}
		}
	}

}
