package io.distsys.actuate;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.distsys.actuate.ClusterDescriptor.EventDescriptor;
import io.distsys.actuate.ClusterDescriptor.EventsDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Why something is where it is, or what would follow if it was not.
 *
 * @since 0.1
 */
public sealed interface ExplanationDescriptor extends OperationResponseBody {

	/**
	 * Why a singleton is where it is.
	 *
	 * @param name the singleton
	 * @param owner name of the node that has it, if any
	 * @param why in words
	 * @param candidates what is known of each node in view as its owner
	 * @param history where it has begun and ended, and why, the oldest first: of what the
	 * nodes that answer remember
	 * @param unanswered names of the nodes that did not answer
	 */
	record SingletonExplanation(String name, @Nullable String owner, String why, List<CandidateDescriptor> candidates,
			List<EventDescriptor> history, Set<String> unanswered) implements ExplanationDescriptor {

		SingletonExplanation(String name, @Nullable String owner, String why, List<CandidateDescriptor> candidates) {
			this(name, owner, why, candidates, List.of(), Set.of());
		}

		SingletonExplanation withHistory(EventsDescriptor said) {
			return new SingletonExplanation(this.name, this.owner, this.why, this.candidates, said.events(),
					said.unanswered());
		}

	}

	/**
	 * A node as the owner of a singleton; preference, version and minimum stay are what
	 * it offers, and absent if it does not.
	 */
	record CandidateDescriptor(String node, Set<String> roles, String zone, String verdict,
			@Nullable Integer preference, @Nullable String version, @Nullable Long minimumStayMillis,
			@Nullable Integer minimumNodes, long singletons) {

	}

	/**
	 * Why a worker is where it is: its key belongs to a slot, and the slot to a node.
	 */
	record WorkerExplanation(String type, String key, int slot, @Nullable String owner, @Nullable String state,
			String why) implements ExplanationDescriptor {

	}

	/**
	 * What would become of what a node has if it was lost now: where its singletons would
	 * go, how many slots of each worker type would go to which node, and what no node
	 * would get.
	 */
	record LossExplanation(String node, Map<String, String> singletons, Map<String, Map<String, Integer>> slots,
			List<String> lost) implements ExplanationDescriptor {

	}

}
