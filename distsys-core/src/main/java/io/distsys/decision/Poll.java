package io.distsys.decision;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.decision.Decision.Decided;
import io.distsys.decision.Decision.Undecided;
import io.distsys.decision.Decision.Votes;

/**
 * Counts the answers to one question, and ends as soon as they cannot change the outcome.
 * Thread-safe.
 */
final class Poll<A> {

	private final int asked;

	private final Map<NodeId, A> answers = new TreeMap<>();

	private final Map<NodeId, String> missing = new TreeMap<>();

	private final CompletableFuture<Decision<A>> decision = new CompletableFuture<>();

	Poll(int asked) {
		this.asked = asked;
	}

	private int needed() {
		return this.asked / 2 + 1;
	}

	CompletionStage<Decision<A>> decision() {
		return this.decision;
	}

	void answered(NodeId node, A answer) {
		Decision<A> next;
		synchronized (this) {
			this.answers.put(node, answer);
			int equal = Collections.frequency(this.answers.values(), answer);
			if (equal < needed()) {
				refuseIfHopeless();
				return;
			}
			next = new Decided<>(answer, votes());
		}
		this.decision.complete(next);
	}

	synchronized void missed(NodeId node, String reason) {
		this.missing.put(node, reason);
		refuseIfHopeless();
	}

	private void refuseIfHopeless() {
		int outstanding = this.asked - this.answers.size() - this.missing.size();
		int most = this.answers.values()
			.stream()
			.mapToInt((answer) -> Collections.frequency(this.answers.values(), answer))
			.max()
			.orElse(0);
		if (most + outstanding < needed()) {
			this.decision.complete(new Undecided<>("of " + this.asked + " nodes " + needed()
					+ " had to give the same answer, " + most + " did; no answer: " + this.missing.size(), votes()));
		}
	}

	private Votes<A> votes() {
		return new Votes<>(needed(), this.answers, this.missing);
	}

}
