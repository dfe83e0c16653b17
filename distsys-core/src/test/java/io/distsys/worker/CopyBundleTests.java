package io.distsys.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.Reply;
import io.distsys.worker.CopyBundle.Fate;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CopyBundleTests {

	private final ReplicaStore store = new ReplicaStore("purse"::equals);

	@Test
	void aNodeKeepsWhatItMayAndSaysOfEachSlotWhetherItDid() {
		this.store.of("purse", 2).promise(9);
		assertThat(received(keep("purse", 1, 7), keep("purse", 2, 7), keep("other", 1, 7), keep("purse", 3, 7)))
			.containsExactly(Fate.KEPT, Fate.OUTDATED, Fate.UNKNOWN, Fate.KEPT);
		assertThat(this.store.of("purse", 1).keys()).containsExactly("key");
		assertThat(this.store.of("purse", 2).keys()).isEmpty();
		assertThat(this.store.of("purse", 3).keys()).containsExactly("key");
	}

	@Test
	void whatCannotBeReadOfOneSlotKeepsNothingOfTheOthersBack() {
		List<Reply> replies = new ArrayList<>();
		byte[] message = new CopyBundle(List.of(keep("purse", 1, 7), new byte[] { 1, 2, 3 }, keep("purse", 3, 7)))
			.encode();
		assertThatIllegalArgumentException().isThrownBy(
				() -> this.store.receiveCopies(new Message(new NodeId(0, 1), message, Long.MAX_VALUE), replies::add));
		assertThat(CopyBundle.fates(((Reply.Answered) replies.get(0)).payload(), 3)).containsExactly(Fate.KEPT,
				Fate.UNKNOWN, Fate.KEPT);
	}

	@Test
	void aMessageThatEndsTooEarlyIsNone() {
		byte[] whole = new CopyBundle(List.of(keep("purse", 1, 7))).encode();
		assertThatIllegalArgumentException().isThrownBy(() -> CopyBundle.decode(Arrays.copyOf(whole, whole.length - 1)))
			.withMessageContaining("ends too early");
	}

	private List<Fate> received(byte[]... keeps) {
		List<Reply> replies = new ArrayList<>();
		byte[] message = new CopyBundle(List.of(keeps)).encode();
		this.store.receiveCopies(new Message(new NodeId(0, 1), message, Long.MAX_VALUE), replies::add);
		return CopyBundle.fates(((Reply.Answered) replies.get(0)).payload(), keeps.length);
	}

	private static byte[] keep(String type, int slot, long token) {
		return new ReplicaMessage.Keep(new StatePart.Id(type, slot, token),
				List.of(StateCopy.started("key", new StateVersion(token, 1))), null)
			.encode();
	}

}
