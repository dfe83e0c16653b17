package io.distsys.consensus;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.distsys.cluster.ClusterView;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupMessage.Hello;

/** What the other nodes last said of themselves. Nodes out of the view are forgotten. */
final class PeerBook {

	/**
	 * How long a word of a node without a group, of one with a group, is worth something.
	 */
	private static final Duration FRESH = Duration.ofSeconds(1);

	private static final Duration FRESH_IN_GROUP = Duration.ofMillis(3_500);

	private final Map<NodeId, Entry> entries = new HashMap<>();

	private record Entry(Hello hello, long atNanos) {

	}

	void heard(NodeId from, Hello hello, long now) {
		this.entries.put(from, new Entry(hello, now));
	}

	void keep(ClusterView view) {
		this.entries.keySet().retainAll(view.nodes().stream().map(Node::id).toList());
	}

	/** What a node said, if that was not too long ago. */
	Optional<Hello> fresh(NodeId node, long now) {
		Entry entry = this.entries.get(node);
		if (entry == null) {
			return Optional.empty();
		}
		Duration limit = (entry.hello().group() != null) ? FRESH_IN_GROUP : FRESH;
		return (now - entry.atNanos() <= limit.toNanos()) ? Optional.of(entry.hello()) : Optional.empty();
	}

	/** Whether a node says that it is not this member any more, and never will be. */
	boolean isSuperseded(Member member, long now) {
		return fresh(member.node(), now).filter((hello) -> hello.life() > member.life()).isPresent();
	}

	/** All that is fresh. */
	Map<NodeId, Hello> fresh(long now) {
		Map<NodeId, Hello> fresh = new HashMap<>();
		this.entries.keySet().forEach((node) -> fresh(node, now).ifPresent((hello) -> fresh.put(node, hello)));
		return fresh;
	}

	/** What was said after a moment. */
	Stream<Hello> since(long moment) {
		return this.entries.values().stream().filter((entry) -> entry.atNanos() - moment > 0).map(Entry::hello);
	}

	/** Nodes heard from lately. */
	Set<NodeId> heardLately(long now) {
		return new HashSet<>(fresh(now).keySet());
	}

	/** Groups that another with a leader has taken the place of. */
	Set<GroupId> abandoned(long now) {
		Set<GroupId> abandoned = new HashSet<>();
		for (Hello hello : fresh(now).values()) {
			if (hello.abandons() != null && hello.leader() != null) {
				abandoned.add(hello.abandons());
			}
		}
		return abandoned;
	}

	/** The longest lease that any node has told of. */
	Duration longestLease() {
		return Duration
			.ofMillis(this.entries.values().stream().mapToLong((entry) -> entry.hello().leaseMillis()).max().orElse(0));
	}

	/** The highest token that any node has told of. */
	long highestToken() {
		return this.entries.values().stream().mapToLong((entry) -> entry.hello().highestToken()).max().orElse(0);
	}

}
