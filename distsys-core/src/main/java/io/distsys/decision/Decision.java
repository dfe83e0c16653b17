package io.distsys.decision;

import java.util.Map;

import io.distsys.cluster.NodeId;

/**
 * What came of a question.
 *
 * @param <A> the type of the answers
 * @since 0.1
 */
public sealed interface Decision<A> {

	/**
	 * Who has said what.
	 * @return the votes, as far as they were in when it was decided
	 */
	Votes<A> votes();

	/**
	 * A majority of those who were asked has given the same answer.
	 *
	 * @param <A> the type of the answers
	 * @param answer their answer
	 * @param votes who has said what
	 */
	record Decided<A>(A answer, Votes<A> votes) implements Decision<A> {

	}

	/**
	 * There is no answer that a majority has given.
	 *
	 * @param <A> the type of the answers
	 * @param reason why, for people
	 * @param votes who has said what
	 */
	record Undecided<A>(String reason, Votes<A> votes) implements Decision<A> {

	}

	/**
	 * The answers to a question.
	 *
	 * @param <A> the type of the answers
	 * @param needed how many equal ones decide
	 * @param answers what each node has answered
	 * @param missing why others have not, for people
	 */
	record Votes<A>(int needed, Map<NodeId, A> answers, Map<NodeId, String> missing) {

		public Votes {
			answers = Map.copyOf(answers);
			missing = Map.copyOf(missing);
		}

	}

}
