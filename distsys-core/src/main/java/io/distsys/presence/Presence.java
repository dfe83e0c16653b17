package io.distsys.presence;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.cluster.PerRole;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Who is present on which topic: the users who watch a page, the devices that are
 * connected. A key may be present several times, from several browser tabs or nodes, each
 * time with metadata of its own: it is gone when the last one is. (After Phoenix.Presence
 * and Phoenix.Tracker.)
 * <p>
 * <b>Crash and partition:</b> what is present through a node belongs to that node. It
 * vanishes elsewhere when the loss of the node is noticed, at once if the node leaves in
 * order, and comes again when the node does. There is no majority and no conflict.
 * <b>Threads:</b> all methods may be called from any thread and none blocks, unless the
 * {@link PresenceFetcher} does. A look-up is a read of this process's memory; a
 * {@link io.distsys.messaging.MessageObserver} sees what callers change, and no look-up:
 * to observe one would take longer than most do.
 *
 * @since 0.1
 */
public interface Presence {

	/**
	 * Somebody is present, through this node, until the tracking is closed.
	 * @param topic the topic
	 * @param key who it is
	 * @param metadata what is said of this presence
	 * @return ends it
	 * @throws IllegalStateException if this node leaves the cluster
	 * @throws IllegalArgumentException if all of it is too long, or a name is empty
	 */
	PresenceTracking track(String topic, String key, Map<String, String> metadata);

	/**
	 * Who is present.
	 * @param topic the topic
	 * @return by key, sorted, with what the {@link PresenceFetcher} knows of each
	 */
	Map<String, Present> list(String topic);

	/**
	 * Who is present, without asking the {@link PresenceFetcher}.
	 * @param topic the topic
	 * @return each presence by key, sorted
	 */
	Map<String, List<Meta>> metas(String topic);

	/**
	 * The topics on which somebody is present.
	 * @return their names
	 */
	Set<String> topics();

	/**
	 * Whether somebody is present.
	 * @param topic the topic
	 * @param key who it is
	 * @return {@code true} if at least once
	 */
	boolean isPresent(String topic, String key);

	/**
	 * Be told who is present, and then who comes and who goes, on a thread for user code.
	 * What happens in quick succession is told together: the differences add up to
	 * {@link #list}. Metadata that are replaced go and come. They are differences of
	 * presences: a key that joins may have been there, and one that leaves may still be;
	 * {@link PresenceDiff#gone} tells.
	 * @param topic the topic
	 * @param listener is given one difference at a time; what it throws is logged
	 * @return ends it when closed
	 */
	Subscription subscribe(String topic, Consumer<? super PresenceDiff> listener);

	/**
	 * The presences of the nodes of a role, apart from all others: only these nodes know
	 * of them and take part.
	 * @param role the role
	 * @return always the same
	 * @throws IllegalStateException if this node does not have the role
	 */
	default Presence ofRole(String role) {
		return ofRoles().get(role);
	}

	/**
	 * The presences of each role of this node.
	 * @return none for what is of a role itself
	 */
	PerRole<? extends Presence> ofRoles();

	/**
	 * How many presences there are, those of the roles of this node included. Does not
	 * block, and takes no longer however many there are.
	 * @return the numbers of this moment
	 */
	PresenceStatistics statistics();

	/**
	 * One key on one topic.
	 *
	 * @param key who it is
	 * @param metas each presence of it, sorted by node; in a difference those that have
	 * come, or gone
	 * @param details what the {@link PresenceFetcher} knows of it; {@literal null} of
	 * what has gone
	 */
	record Present(String key, List<Meta> metas, @Nullable Object details) {

		public Present {
			metas = List.copyOf(metas);
		}

	}

	/**
	 * One presence of a key.
	 *
	 * @param node the node through which it is present
	 * @param id its number on that node
	 * @param metadata what is said of it
	 */
	record Meta(NodeId node, long id, Map<String, String> metadata) {

		public Meta {
			metadata = Map.copyOf(metadata);
		}

	}

	/**
	 * What has changed on a topic: presences, of which a key may have others. So a key
	 * may be in both, and one that has left may still be present. Who keeps the keys of
	 * all {@code joins}, and drops those that have {@code gone}, has those that are
	 * present.
	 *
	 * @param topic the topic
	 * @param joins presences that have come, by key
	 * @param leaves presences that have gone, by key, without details
	 * @param gone the keys of {@code leaves} of which no presence is left, as this and
	 * the former differences add up
	 */
	record PresenceDiff(String topic, Map<String, Present> joins, Map<String, Present> leaves, Set<String> gone) {

		public PresenceDiff {
			joins = Map.copyOf(joins);
			leaves = Map.copyOf(leaves);
			gone = Set.copyOf(gone);
		}

	}

}
