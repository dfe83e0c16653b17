package io.distsys.worker;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of messages to the workers of a slot that are not handled to a good end:
 * what their senders are told, and the listeners of dead letters.
 */
final class GivenUpMail {

	private static final Logger logger = LoggerFactory.getLogger(GivenUpMail.class);

	private final SlotTenure tenure;

	GivenUpMail(SlotTenure tenure) {
		this.tenure = tenure;
	}

	/** A restart that has ended its worker is not refused: it would be sent again. */
	void refuse(Mail mail, Refusal refusal) {
		if (mail instanceof WorkerCall call && call.hasRunInPart()) {
			giveUpLater(call, call.givenUp("was given up with its slot, " + refusal));
			return;
		}
		WorkerCall unheard = (mail instanceof WorkerCall cast && cast.isAcceptedCast()) ? cast : null;
		this.tenure.type().counters().refused.increment();
		mail.refuse(refusal, "");
		mail.leave(this.tenure);
		if (unheard != null) {
			undeliveredLater(unheard, unheard.refusedAs(refusal));
		}
	}

	/** The worker is left: casts, of which nobody hears, are counted. */
	void refuseAll(List<Mail> waiting, Refusal refusal) {
		this.tenure.type().counters().dropped
			.add(waiting.stream().filter((mail) -> mail instanceof WorkerCall call && call.message().isCast()).count());
		waiting.forEach((mail) -> refuse(mail, refusal));
	}

	/** The worker is stopped before the restart for which a message has waited. */
	void giveUpBeforeStop(Mail mail) {
		if (mail instanceof WorkerCall call && this.tenure.mayRun()) {
			giveUpWithWorker(call, "was stopped while it waited for its restart");
		}
		else {
			refuse(mail, this.tenure.hosting().closedRefusal());
		}
	}

	/** Nobody waits for a call in the line any more, and its sender knows that. */
	void dropLate(WorkerCall call) {
		this.tenure.type().counters().dropped.increment();
		call.leave(this.tenure);
	}

	/** Answer a call whose worker is given up before it is done, and tell of it. */
	void giveUpWithWorker(WorkerCall call, String why) {
		RuntimeException failure = call.givenUp(why);
		undelivered(call, failure);
		giveUp(call, failure);
	}

	/** Answer a call that cannot be handled to its end, if at all possible. */
	void giveUp(WorkerCall call, Throwable failure) {
		try {
			call.answer(new Reply.Failed(this.tenure.hosting().failures().encode(failure)));
		}
		catch (Throwable ex) {
			logger.error("A call was left without an answer worker={}/{}", this.tenure, call.message().key(), ex);
		}
		finally {
			call.leave(this.tenure);
		}
	}

	/** As {@link #giveUp}, for threads on which nothing is to be encoded. */
	private void giveUpLater(WorkerCall call, Throwable failure) {
		try {
			this.tenure.hosting().activities().execute(() -> giveUp(call, failure));
		}
		catch (RejectedExecutionException ex) {
			logger.warn("A call was left without an answer, the executor is closed worker={}/{} call={}", this.tenure,
					call.message().key(), call.name(), ex);
			call.leave(this.tenure);
		}
	}

	/**
	 * Tell of a message that was not handled to a good end, and which will not be tried
	 * again.
	 */
	void undelivered(WorkerCall call, Throwable cause) {
		this.tenure.type().counters().deadLetters.increment();
		this.tenure.hosting()
			.publish(new WorkerEvent.DeadLetter(this.tenure.type().definition().name(), call.message().key(),
					call.name(), call.sender(), cause));
	}

	/** As {@link #undelivered}, for threads on which no listener may run. */
	private void undeliveredLater(WorkerCall call, Throwable cause) {
		try {
			this.tenure.hosting().executor().execute(() -> undelivered(call, cause));
		}
		catch (RejectedExecutionException ex) {
			this.tenure.type().counters().deadLetters.increment();
			logger.warn("Nobody is told of a dead letter, the executor is closed worker={}/{} call={}", this.tenure,
					call.message().key(), call.name(), ex);
		}
	}

}
