package io.distsys.worker;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/** Which node is to be the backup of one slot. Not thread-safe. */
final class BackupChoice {

	private final ReplicaPeers peers;

	private final StatePart.Id id;

	private final Set<NodeId> silent = new HashSet<>();

	BackupChoice(ReplicaPeers peers, StatePart.Id id) {
		this.peers = peers;
		this.id = id;
	}

	/** A node has not answered: others are preferred to it, as long as there are any. */
	void failed(NodeId node) {
		this.silent.add(node);
	}

	/** A node has answered. */
	void answered(NodeId node) {
		this.silent.remove(node);
	}

	/**
	 * The best there is, which is the present one as long as that is any good.
	 * @param present the present one, {@literal null} if there is none
	 * @return {@literal null} if no node may be it
	 */
	@Nullable NodeId best(@Nullable NodeId present) {
		List<NodeId> candidates = this.peers.candidates(this.id.type(), this.id.slot());
		if (present != null && candidates.contains(present) && !this.silent.contains(present)
				&& (this.peers.isFit(present) || candidates.stream().noneMatch(this.peers::isFit))) {
			return present;
		}
		if (!candidates.isEmpty() && this.silent.containsAll(candidates)) {
			this.silent.clear();
		}
		return candidates.stream().filter((candidate) -> !this.silent.contains(candidate)).findFirst().orElse(null);
	}

}
