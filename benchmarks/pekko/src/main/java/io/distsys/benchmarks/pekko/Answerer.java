package io.distsys.benchmarks.pekko;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;

/** Sends back what it was sent. */
final class Answerer {

	private Answerer() {
	}

	static Behavior<Question> create() {
		return Behaviors.setup((context) -> {
			String address = Cluster.get(context.getSystem()).selfMember().uniqueAddress().toString();
			return Behaviors.receive(Question.class).onMessage(Question.class, (question) -> {
				question.replyTo().tell(question.text().equals(Question.WHERE) ? address : question.text());
				return Behaviors.same();
			}).build();
		});
	}

}
