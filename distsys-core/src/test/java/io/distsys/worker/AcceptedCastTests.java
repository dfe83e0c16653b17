package io.distsys.worker;

import java.util.ArrayList;
import java.util.List;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the sender of a message hears that a mailbox has taken. */
class AcceptedCastTests {

	private final List<Reply> told = new ArrayList<>();

	@Test
	void aCastThatIsRefusedBeforeItsSenderIsToldOfItStaysAccepted() {
		WorkerCall cast = message(WorkerMessage.Kind.CAST);
		assertThat(cast.accept()).isTrue();
		assertThat(cast.isAcceptedCast()).isTrue();
		cast.refuse(Refusal.MAILBOX_FULL, "");
		assertThat(this.told).isEmpty();
		cast.tellAccepted();
		assertThat(this.told).singleElement().isInstanceOf(Reply.Answered.class);
	}

	@Test
	void aCastIsAcceptedOnceAndNotAfterItWasRefused() {
		WorkerCall cast = message(WorkerMessage.Kind.SEND);
		assertThat(cast.accept()).isTrue();
		assertThat(cast.accept()).isFalse();
		WorkerCall refused = message(WorkerMessage.Kind.CAST);
		refused.refuse(Refusal.MAILBOX_FULL, "");
		assertThat(refused.accept()).isFalse();
	}

	@Test
	void aCallIsAnsweredWhenItHasRun() {
		WorkerCall call = message(WorkerMessage.Kind.CALL);
		assertThat(call.accept()).isFalse();
		assertThat(call.isAcceptedCast()).isFalse();
		call.refuse(Refusal.MAILBOX_FULL, "");
		assertThat(this.told).singleElement().isInstanceOf(Reply.Refused.class);
	}

	private WorkerCall message(WorkerMessage.Kind kind) {
		return new WorkerCall(new WorkerMessage(1, 1, true, "journal", 0, "k1", kind, new byte[0]), new NodeId(1, 1),
				Long.MAX_VALUE, this.told::add);
	}

}
