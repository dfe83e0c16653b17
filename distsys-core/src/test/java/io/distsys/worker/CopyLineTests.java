package io.distsys.worker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Reply;
import io.distsys.time.Subscription;
import io.distsys.worker.CopyBundle.Fate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Copies of many slots share the messages to their backup. */
class CopyLineTests {

	private static final NodeId BACKUP = new NodeId(0, 2);

	private final Backup backup = new Backup();

	private final Queue<Runnable> loop = new ArrayDeque<>();

	private final CopyLine line = new CopyLine(BACKUP, this.backup, this.loop::add);

	private final List<String> told = new ArrayList<>();

	@Test
	void whatComesWhileOneMessageIsUnderWayTravelsInTheNextOne() {
		send("a");
		send("b");
		send("c");
		assertThat(this.backup.messages).containsExactly(List.of("a"));
		this.backup.answer(Fate.KEPT);
		assertThat(this.told).containsExactly("a KEPT");
		runLoop();
		assertThat(this.backup.messages).containsExactly(List.of("a"), List.of("b", "c"));
		this.backup.answer(Fate.KEPT, Fate.KEPT);
		assertThat(this.told).containsExactly("a KEPT", "b KEPT", "c KEPT");
	}

	@Test
	void nobodyIsToldBeforeTheBackupHasAnswered() {
		send("a");
		send("b");
		runLoop();
		assertThat(this.told).isEmpty();
	}

	@Test
	void eachSlotHearsWhatBecameOfItsOwnCopies() {
		sendTogether("outdated", "kept", "refused");
		this.backup.answer(Fate.OUTDATED, Fate.KEPT, Fate.UNKNOWN);
		assertThat(this.told).containsExactly("first KEPT", "outdated OUTDATED", "kept KEPT", "refused UNKNOWN");
	}

	@Test
	void whatWaitsBehindAMessageThatIsNotAnsweredIsToldAtOnce() {
		send("a");
		send("b");
		this.backup.answer(new Reply.TimedOut(Outcome.MAY_HAVE_RUN));
		assertThat(this.told).containsExactly("a UNKNOWN", "b UNKNOWN");
		send("c");
		assertThat(this.backup.messages).containsExactly(List.of("a"), List.of("c"));
	}

	@Test
	void anAnswerThatDoesNotSayEnoughConfirmsNothing() {
		sendTogether("a", "b");
		this.backup.answer(Fate.KEPT);
		assertThat(this.told).containsExactly("first KEPT", "a UNKNOWN", "b UNKNOWN");
	}

	@Test
	void oneMessageIsNoLongerThanOneThatASlotSends() {
		byte[] half = filled(ReplicaStore.MESSAGE_BYTES / 2);
		sendTogether(half, half, Wire.utf8("b"));
		assertThat(this.backup.messages.get(1)).hasSize(2);
		this.backup.answer(Fate.KEPT, Fate.KEPT);
		runLoop();
		assertThat(this.backup.messages.get(2)).containsExactly("b");
	}

	@Test
	void whatFillsAMessageWaitsForNothingAndNothingWaitsForIt() {
		send("a");
		this.line.send(filled(ReplicaStore.MESSAGE_BYTES), (fate) -> this.told.add("large " + fate));
		assertThat(this.backup.messages).hasSize(2);
		send("b");
		this.backup.answer(Fate.KEPT);
		runLoop();
		assertThat(this.backup.messages.get(2)).containsExactly("b");
		this.backup.answer(new Reply.TimedOut(Outcome.MAY_HAVE_RUN));
		this.backup.answer(Fate.KEPT);
		assertThat(this.told).containsExactly("a KEPT", "large UNKNOWN", "b KEPT");
	}

	@Test
	void aMessageThatCannotBeSentIsTold() {
		this.backup.broken = new IllegalArgumentException("too large");
		send("a");
		this.line.send(filled(ReplicaStore.MESSAGE_BYTES), (fate) -> this.told.add("large " + fate));
		assertThat(this.told).containsExactly("a UNKNOWN", "large UNKNOWN");
	}

	@Test
	void aFailureToSendHoldsUpNothingThatComesLater() {
		this.backup.broken = new OutOfMemoryError("planted");
		send("a");
		this.backup.broken = null;
		send("b");
		this.backup.answer(Fate.KEPT);
		assertThat(this.told).containsExactly("a UNKNOWN", "b KEPT");
	}

	@Test
	void theThreadOnWhichAnAnswerArrivesSendsNothing() {
		send("a");
		send("b");
		this.backup.answer(Fate.KEPT);
		assertThat(this.backup.messages).hasSize(1);
		assertThat(this.loop).hasSize(1);
	}

	private static byte[] filled(int bytes) {
		byte[] copies = new byte[bytes];
		Arrays.fill(copies, (byte) 'x');
		return copies;
	}

	private void send(String copies) {
		this.line.send(Wire.utf8(copies), (fate) -> this.told.add(copies + " " + fate));
	}

	private void sendTogether(String... copies) {
		sendTogether(Arrays.stream(copies).map(Wire::utf8).toArray(byte[][]::new));
	}

	private void sendTogether(byte[]... copies) {
		send("first");
		for (byte[] each : copies) {
			this.line.send(each, (fate) -> this.told.add(text(each) + " " + fate));
		}
		this.backup.answer(Fate.KEPT);
		runLoop();
	}

	private static String text(byte[] copies) {
		return new String(copies, StandardCharsets.UTF_8);
	}

	private void runLoop() {
		for (Runnable task = this.loop.poll(); task != null; task = this.loop.poll()) {
			task.run();
		}
	}

	/** Keeps what was sent to it until the test has it answer. */
	private static final class Backup implements Messenger {

		private final List<List<String>> messages = new ArrayList<>();

		private final Queue<CompletableFuture<Reply>> asked = new ArrayDeque<>();

		private @Nullable Throwable broken;

		private void answer(Fate... fates) {
			answer(new Reply.Answered(CopyBundle.answer(List.of(fates))));
		}

		private void answer(Reply reply) {
			this.asked.remove().complete(reply);
		}

		@Override
		public CompletionStage<Reply> ask(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
			if (this.broken instanceof Error error) {
				throw error;
			}
			if (this.broken instanceof RuntimeException failure) {
				throw failure;
			}
			assertThat(to).isEqualTo(BACKUP);
			this.messages.add(CopyBundle.decode(payload).keeps().stream().map(CopyLineTests::text).toList());
			CompletableFuture<Reply> reply = new CompletableFuture<>();
			this.asked.add(reply);
			return reply;
		}

		@Override
		public CompletionStage<Reply> call(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean cast(NodeId to, Lane lane, String address, byte[] payload) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Subscription handle(String address, Executor executor, MessageHandler handler) {
			throw new UnsupportedOperationException();
		}

		@Override
		public NodeId self() {
			return new NodeId(0, 1);
		}

	}

}
