package io.distsys.benchmarks.pekko;

import org.apache.pekko.actor.typed.ActorRef;

/**
 * What is asked. It travels as CBOR, by the serializer that Pekko recommends; the answer
 * is a string, for which Pekko has a serializer of its own.
 *
 * @param text what is to come back
 * @param replyTo who asks
 */
record Question(String text, ActorRef<String> replyTo) {

	/** Asks for the address of the actor's node instead. */
	static final String WHERE = "where";

}
