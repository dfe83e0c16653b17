package io.distsys.decision;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.distsys.cluster.NodeId;
import io.distsys.time.Subscription;

/**
 * Asks nodes a question, and lets the majority of their answers decide. For what depends
 * on what each node sees, and not on what one of them owns: whether a peer can be
 * reached, whether all have loaded a file.
 * <p>
 * <b>What a decision is:</b> at some moment between the question and its end each node of
 * the majority gave that answer. Nobody remembers it, and the next question may be
 * decided otherwise. Two questions that are asked at once are decided independently;
 * where one of two must win take a lock or a name. <b>Crash and partition:</b> who does
 * not answer in time counts against every answer, so a side without a majority decides
 * nothing. <b>Threads:</b> questions are answered on threads for user code.
 *
 * @since 0.1
 */
public interface ClusterDecisions {

	/** How many bytes a question has at the most, in UTF-8. */
	int LONGEST_QUESTION = Short.MAX_VALUE;

	/**
	 * Answer a question on this node from now on. So often as 1,000 times at once; who
	 * asks then as well gets no answer.
	 * @param <Q> the type of what it is about
	 * @param question the question, the same on all nodes
	 * @param type the type of what it is about
	 * @param voter gives the answer, which must have an {@code equals} of its own and not
	 * be {@literal null}; if it throws this node has no answer, which is logged
	 * @return ends it when closed
	 * @throws IllegalStateException if this node answers that question already
	 * @throws IllegalArgumentException if the question is longer than
	 * {@link #LONGEST_QUESTION}
	 */
	<Q> Subscription answer(String question, Class<Q> type, Function<? super Q, ?> voter);

	/**
	 * Ask some nodes. Blocks until a majority of these agrees or cannot any more, at most
	 * for the timeout.
	 * @param <A> the type of the answers
	 * @param nodes whom to ask; this node is only asked if it is one of them
	 * @param question the question
	 * @param subject what it is about
	 * @param answers the type of the answers; one of another type counts as none
	 * @param timeout how long to wait for answers
	 * @return the decision, or that there is none
	 * @throws IllegalArgumentException if there are no nodes, or the question is longer
	 * than {@link #LONGEST_QUESTION}
	 * @throws IllegalStateException if the calling thread must not be blocked
	 * @throws io.distsys.messaging.Codec.NotEncodableException if the subject cannot be
	 * encoded
	 */
	<A> Decision<A> decide(Collection<NodeId> nodes, String question, Object subject, Class<A> answers,
			Duration timeout);

	/**
	 * Ask all nodes in view, this one too. There is a decision only if this node has
	 * quorum when it asks and when it has the answers, so that of two sides of a cut one
	 * at the most decides.
	 * @param <A> the type of the answers
	 * @param question the question
	 * @param subject what it is about
	 * @param answers the type of the answers; one of another type counts as none
	 * @param timeout how long to wait for answers
	 * @return the decision, or that there is none
	 * @throws IllegalArgumentException if the question is longer than
	 * {@link #LONGEST_QUESTION}
	 * @throws IllegalStateException if the calling thread must not be blocked
	 * @throws io.distsys.messaging.Codec.NotEncodableException if the subject cannot be
	 * encoded
	 */
	<A> Decision<A> decide(String question, Object subject, Class<A> answers, Duration timeout);

	/**
	 * Ask some nodes.
	 * @param <A> the type of the answers
	 * @param nodes whom to ask
	 * @param question the question
	 * @param subject what it is about
	 * @param answers the type of the answers
	 * @param timeout how long to wait for answers
	 * @return completes like
	 * {@link #decide(Collection, String, Object, Class, Duration)}, on a thread for user
	 * code
	 */
	<A> CompletionStage<Decision<A>> decideAsync(Collection<NodeId> nodes, String question, Object subject,
			Class<A> answers, Duration timeout);

	/**
	 * Ask all nodes in view, this one too.
	 * @param <A> the type of the answers
	 * @param question the question
	 * @param subject what it is about
	 * @param answers the type of the answers
	 * @param timeout how long to wait for answers
	 * @return completes like {@link #decide(String, Object, Class, Duration)}, on a
	 * thread for user code
	 */
	<A> CompletionStage<Decision<A>> decideAsync(String question, Object subject, Class<A> answers, Duration timeout);

}
