package io.distsys.worker;

import java.util.List;

import io.distsys.messaging.Refusal;

/** What becomes of messages to a worker that do not run. */
final class UnrunMail {

	private final SlotTenure tenure;

	private final WorkerSupervision supervision;

	UnrunMail(SlotTenure tenure, WorkerSupervision supervision) {
		this.tenure = tenure;
		this.supervision = supervision;
	}

	/** A restart that has ended its worker is not refused: it would be sent again. */
	void refuse(Mail mail, Refusal refusal) {
		if (mail instanceof WorkerCall call && call.hasRunInPart()) {
			this.supervision.giveUpLater(call, call.givenUp("was given up with its slot, " + refusal));
			return;
		}
		WorkerCall unheard = (mail instanceof WorkerCall cast && cast.isAcceptedCast()) ? cast : null;
		this.tenure.type().counters().refused.increment();
		mail.refuse(refusal, "");
		mail.leave(this.tenure);
		if (unheard != null) {
			this.supervision.undeliveredLater(unheard, unheard.refusedAs(refusal));
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
		if (mail instanceof WorkerCall call && this.supervision.mayRun()) {
			this.supervision.giveUpWithWorker(call, "was stopped while it waited for its restart");
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

}
