package io.distsys.hazelcast;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.internal.networking.nio.NioChannel;
import com.hazelcast.internal.nio.ConnectionListener;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.tcp.TcpServerConnection;
import com.hazelcast.spi.impl.operationexecutor.OperationHostileThread;
import com.hazelcast.spi.impl.operationservice.OperationAccessor;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Reply;
import io.distsys.messaging.Transport;
import io.distsys.time.Subscription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** Two real members and what travels between them. */
class HazelcastTransportIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static LocalCluster cluster;

	private static LocalCluster.Peer one;

	private static LocalCluster.Peer two;

	@BeforeAll
	static void start() {
		cluster = new LocalCluster();
		one = cluster.start("one");
		two = cluster.start("two");
		one.announcer.announce(Node.State.UP);
		two.announcer.announce(Node.State.UP);
		await().atMost(PATIENCE).until(() -> one.sees(two, Node.State.UP) && two.sees(one, Node.State.UP));
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	@Test
	void nodesKnowEachOtherByTheirAttributes() {
		Node seen = one.membership.view().find(two.id()).orElseThrow();
		assertThat(seen).isEqualTo(two.membership.self());
		assertThat(seen.name()).isEqualTo("two");
		assertThat(seen.roles()).containsExactlyInAnyOrder("web", "batch");
		assertThat(seen.address()).startsWith("127.0.0.1:");
		assertThat(seen.startedAt()).hasToString("2026-01-02T03:04:05Z");
	}

	@Test
	void callsAreAnsweredOnBothLanes() throws Exception {
		try (Subscription echo = two.messenger.handle("echo", two.loop,
				(message, replier) -> replier.reply(new Reply.Answered(message.payload())))) {
			for (Lane lane : Lane.values()) {
				Reply reply = one.messenger.call(two.id(), lane, "echo", bytes("hello"), PATIENCE)
					.toCompletableFuture()
					.get(30, TimeUnit.SECONDS);
				assertThat(reply).isInstanceOfSatisfying(Reply.Answered.class,
						(answered) -> assertThat(answered.payload()).isEqualTo(bytes("hello")));
			}
		}
	}

	@Test
	void questionsAreAnsweredThoughEachAsksTheNextWhereItIsAnswered() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		try (Subscription echo = two.messenger.handle("asked", two.loop, (message, replier) -> {
			asked.incrementAndGet();
			replier.reply(new Reply.Answered(message.payload()));
		})) {
			CompletionStage<Reply> last = ask(bytes("0"));
			for (int i = 1; i < 200; i++) {
				byte[] next = bytes(Integer.toString(i));
				last = last.thenCompose((reply) -> ask(next));
			}
			Reply reply = last.toCompletableFuture().get(1, TimeUnit.MINUTES);
			assertThat(reply).isInstanceOfSatisfying(Reply.Answered.class,
					(answered) -> assertThat(answered.payload()).isEqualTo(bytes("199")));
			assertThat(asked).hasValue(200);
		}
	}

	private static CompletionStage<Reply> ask(byte[] payload) {
		return one.messenger.ask(two.id(), Lane.BULK, "asked", payload, PATIENCE);
	}

	@Test
	void manyQuestionsAtOnceAreAllAnswered() throws Exception {
		try (Subscription echo = two.messenger.handle("asked", two.loop,
				(message, replier) -> replier.reply(new Reply.Answered(message.payload())))) {
			List<CompletableFuture<Reply>> replies = IntStream.range(0, 500)
				.mapToObj((i) -> ask(bytes(Integer.toString(i))).toCompletableFuture())
				.toList();
			CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
			assertThat(replies).allSatisfy((reply) -> assertThat(reply.join()).isInstanceOf(Reply.Answered.class));
		}
	}

	@Test
	void largeAnswerToAQuestionArrivesWhole() throws Exception {
		byte[] large = new byte[3 * 1024 * 1024];
		ThreadLocalRandom.current().nextBytes(large);
		try (Subscription echo = two.messenger.handle("asked", two.loop,
				(message, replier) -> replier.reply(new Reply.Answered(large)))) {
			Reply reply = ask(bytes("large")).toCompletableFuture().get(1, TimeUnit.MINUTES);
			assertThat(reply).isInstanceOfSatisfying(Reply.Answered.class,
					(answered) -> assertThat(answered.payload()).isEqualTo(large));
		}
	}

	@Test
	void smallFramesAreTakenOffByTheThreadThatReadsThemAndLargeOnesByAnother() throws Exception {
		try (Subscription where = two.messenger.handle("where", Runnable::run,
				(message, replier) -> replier.reply(new Reply.Answered(bytes(Thread.currentThread().getName()))))) {
			byte[] small = new byte[100];
			byte[] large = new byte[FramesInPlace.MAX_BYTES + 1];
			for (Lane lane : Lane.values()) {
				assertThat(threadOf(one.messenger.call(two.id(), lane, "where", small, PATIENCE)))
					.contains("IO.thread");
				assertThat(threadOf(one.messenger.call(two.id(), lane, "where", large, PATIENCE)))
					.contains("generic-operation.thread");
			}
			assertThat(threadOf(one.messenger.ask(two.id(), Lane.BULK, "where", small, PATIENCE)))
				.contains("IO.thread");
		}
	}

	@Test
	void threadThatReadsAcknowledgesWhatIsForFewItself() throws InterruptedException {
		assertThat(acknowledging(new FrameOperation(two.id(), one.id(), new byte[1]))).isEqualTo("reading");
		assertThat(acknowledging(new FrameOperation(two.id(), one.id(), new byte[FrameOperation.FEW_BYTES + 1])))
			.isEqualTo("distsys-transport-1");
		assertThat(acknowledging(new FrameOperation.Control(two.id(), one.id(), new byte[1])))
			.isEqualTo("distsys-test-1");
	}

	/** Answers with the name of the thread that writes. */
	private static String acknowledging(FrameOperation operation) throws InterruptedException {
		CompletableFuture<String> writing = new CompletableFuture<>();
		operation.setNodeEngine(MemberInternals.engineOf(one.instance));
		OperationAccessor.setConnection(operation, connection(one, two));
		operation.setOperationResponseHandler((op, response) -> writing.complete(Thread.currentThread().getName()));
		Thread reading = new Reading(() -> operation.respond(operation.getResponse()));
		reading.start();
		reading.join(PATIENCE.toMillis());
		await().atMost(PATIENCE).until(writing::isDone);
		return writing.join();
	}

	/** Hazelcast would leave it there for up to a second. */
	@Test
	void ownerOfAPipelineIsWokenForWhatAThreadThatReadsHasLeftInIt() throws Exception {
		TcpServerConnection connection = connection(one, two);
		NioChannel channel = (NioChannel) connection.getChannel();
		try (LeftPacket left = new LeftPacket(channel.outboundPipeline(), unreadable(two))) {
			FrameOperation answered = new FrameOperation(two.id(), one.id(), new byte[1]);
			OperationAccessor.setConnection(answered, connection);
			OperationAccessor.setCallerAddress(answered, connection.getRemoteAddress());
			answered.setOperationResponseHandler((operation, response) -> left.leave());
			long before = two.messenger.statistics().malformed();
			channel.inboundPipeline().owner().addTaskAndWakeup(() -> answered.respond(answered.getResponse()));
			await().atMost(PATIENCE).until(left::isOwnerWoken);
			left.close();
			await().atMost(PATIENCE).until(() -> two.messenger.statistics().malformed() > before);
		}
	}

	private static TcpServerConnection connection(LocalCluster.Peer from, LocalCluster.Peer to) {
		return (TcpServerConnection) MemberInternals.engineOf(from.instance)
			.getNode()
			.getServer()
			.getConnectionManager(EndpointQualifier.MEMBER)
			.get(to.instance.getCluster().getLocalMember().getAddress());
	}

	private static Packet unreadable(LocalCluster.Peer to) {
		byte[] operation = MemberInternals.nodeOf(one.instance)
			.getSerializationService()
			.toBytes(new FrameOperation(one.id(), to.id(), new byte[1]));
		return new Packet(operation).setPacketType(Packet.Type.OPERATION);
	}

	/** As soon as it is closed, and not when the member or the time has ended. */
	@Test
	void questionToANodeThatTakesNoMoreMessagesIsRefusedAtOnce() {
		LocalCluster.Peer leaving = cluster.start("leaving");
		await().atMost(PATIENCE).until(() -> one.membership.view().contains(leaving.id()));
		leaving.messenger.close();
		leaving.transport.close();
		CompletableFuture<Reply> reply = one.messenger
			.ask(leaving.id(), Lane.BULK, "asked", bytes("anybody"), Duration.ofHours(1))
			.toCompletableFuture();
		await().atMost(PATIENCE).until(reply::isDone);
		assertThat(reply.join()).isInstanceOfSatisfying(Reply.Unreachable.class,
				(refused) -> assertThat(refused.outcome()).isEqualTo(Outcome.DID_NOT_RUN));
		for (Lane lane : Lane.values()) {
			assertNotSent(one.transport.send(leaving.id(), lane, new byte[1]).toCompletableFuture(),
					"does not take messages");
		}
		leaving.kill();
		await().atMost(PATIENCE).until(() -> !one.membership.view().contains(leaving.id()));
	}

	@Test
	void errorOfWhoeverTakesAFrameClosesNoConnection() {
		LocalCluster.Peer failing = cluster.start("failing");
		await().atMost(PATIENCE).until(() -> one.membership.view().contains(failing.id()));
		Queue<Throwable> closed = new ConcurrentLinkedQueue<>();
		MemberInternals.engineOf(failing.instance)
			.getNode()
			.getServer()
			.addConnectionListener(new ConnectionListener<>() {

				@Override
				public void connectionAdded(ServerConnection connection) {
				}

				@Override
				public void connectionRemoved(ServerConnection connection) {
					if (connection.getCloseCause() != null) {
						closed.add(connection.getCloseCause());
					}
				}

			});
		failing.transport.receive((from, lane, frame) -> {
			throw new StackOverflowError("for the test");
		});
		CompletableFuture<Void> sent = one.transport.send(failing.id(), Lane.BULK, new byte[1]).toCompletableFuture();
		await().atMost(PATIENCE).until(sent::isDone);
		assertThat(sent.handle((value, ex) -> ex).join()).hasStackTraceContaining("for the test");
		assertThat(closed).noneMatch(StackOverflowError.class::isInstance);
		failing.kill();
		await().atMost(PATIENCE).until(() -> !one.membership.view().contains(failing.id()));
	}

	private static String threadOf(CompletionStage<Reply> reply) throws Exception {
		Reply answered = reply.toCompletableFuture().get(30, TimeUnit.SECONDS);
		return new String(((Reply.Answered) answered).payload(), StandardCharsets.UTF_8);
	}

	@Test
	void questionForAnotherIncarnationIsNotSent() {
		FrameOperation.Exchange stale = new FrameOperation.Exchange(one.id(),
				NodeId.random(ThreadLocalRandom.current()), new byte[0]);
		assertThat(MemberInternals.engineOf(one.instance)
			.getOperationService()
			.createInvocationBuilder(null, stale, two.instance.getCluster().getLocalMember().getAddress())
			.<Object>invoke()
			.join()).isEqualTo(FrameAnswer.OTHER_INCARNATION.ordinal());
	}

	@Test
	void manyCastsArriveInOrderInFewFrames() {
		List<String> received = new CopyOnWriteArrayList<>();
		long framesBefore = one.messenger.statistics().framesSent();
		List<String> texts = IntStream.range(0, 5000).mapToObj(Integer::toString).toList();
		try (Subscription order = two.messenger.handle("order", two.loop,
				(message, replier) -> received.add(new String(message.payload(), StandardCharsets.UTF_8)))) {
			texts.forEach((text) -> one.messenger.cast(two.id(), Lane.BULK, "order", bytes(text)));
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(received)
					.as(() -> two.messenger.statistics() + " " + one.messenger.statistics())
					.hasSameSizeAs(texts));
			assertThat(received).isEqualTo(texts);
			assertThat(one.messenger.statistics().framesSent() - framesBefore).isLessThan(2500);
		}
	}

	@Test
	void theLargestPayloadArrivesWholeAndALargerOneIsRefused() throws Exception {
		byte[] payload = new byte[16 * 1024 * 1024];
		ThreadLocalRandom.current().nextBytes(payload);
		try (Subscription echo = two.messenger.handle("large", two.loop,
				(message, replier) -> replier.reply(new Reply.Answered(message.payload())))) {
			Reply reply = one.messenger.call(two.id(), Lane.BULK, "large", payload, PATIENCE)
				.toCompletableFuture()
				.get(30, TimeUnit.SECONDS);
			assertThat(reply).isInstanceOfSatisfying(Reply.Answered.class,
					(answered) -> assertThat(answered.payload()).isEqualTo(payload));
		}
		byte[] larger = new byte[payload.length + 1];
		assertThatIllegalArgumentException()
			.isThrownBy(() -> one.messenger.call(two.id(), Lane.BULK, "large", larger, PATIENCE))
			.withMessageContaining("has 16777217 bytes, more than the limit of 16777216");
	}

	@Test
	void controlFramesPassWhileTheThreadsForBulkAreBusy() {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch control = new CountDownLatch(1);
		Transport.FrameReceiver slowBulk = (from, lane, frame) -> {
			if (lane == Lane.CONTROL) {
				control.countDown();
				return;
			}
			try {
				assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		};
		LocalCluster.Peer three = cluster.start("three");
		three.transport.receive(slowBulk);
		List<CompletableFuture<Void>> bulk = IntStream.range(0, 200)
			.mapToObj((i) -> one.transport.send(three.id(), Lane.BULK, new byte[100_000]).toCompletableFuture())
			.toList();
		CompletableFuture<Void> urgent = one.transport.send(three.id(), Lane.CONTROL, new byte[100])
			.toCompletableFuture();
		await().atMost(PATIENCE).until(urgent::isDone);
		assertThat(control.getCount()).isZero();
		assertThat(bulk).noneMatch(CompletableFuture::isDone);
		release.countDown();
		await().atMost(PATIENCE).until(() -> bulk.stream().allMatch(CompletableFuture::isDone));
		three.kill();
		await().atMost(PATIENCE).until(() -> !one.membership.view().contains(three.id()));
	}

	@Test
	void frameToANodeThatDoesNotListenYetWasNotSent() {
		Node deaf = LocalCluster.node("deaf");
		HazelcastInstance instance = cluster.startHazelcast(deaf);
		try {
			await().atMost(PATIENCE).until(() -> one.membership.view().contains(deaf.id()));
			assertNotSent(one.transport.send(deaf.id(), Lane.BULK, new byte[1]).toCompletableFuture(),
					"does not take messages yet");
		}
		finally {
			instance.getLifecycleService().terminate();
		}
		await().atMost(PATIENCE).until(() -> !one.membership.view().contains(deaf.id()));
		assertNotSent(one.transport.send(deaf.id(), Lane.BULK, new byte[1]).toCompletableFuture(),
				deaf.id().toString());
	}

	@Test
	void frameForAnotherIncarnationIsRefused() {
		Node node = LocalCluster.node("mistaken");
		HazelcastInstance instance = cluster.startHazelcast(node);
		new FrameDoor(new NodeId(1, 1), (from, lane, frame) -> {
			throw new AssertionError("must not be handed over");
		}, one.transport::sender).open(instance);
		try {
			assertNotSent(one.transport.send(node.id(), Lane.CONTROL, new byte[1]).toCompletableFuture(),
					"another process");
		}
		finally {
			instance.getLifecycleService().terminate();
		}
	}

	@Test
	void frameToAStrangerWasNotSent() {
		assertNotSent(one.transport.send(new NodeId(1, 2), Lane.BULK, new byte[1]).toCompletableFuture(),
				"not a member");
	}

	@Test
	void memberThatWasNotConfiguredForItIsRefusedByName() {
		Config config = new HazelcastConfigurer(cluster.settings.withPorts(40_000, 10), LocalCluster.node("x"),
				getClass().getClassLoader())
			.create();
		config.getMemberAttributeConfig().getAttributes().clear();
		HazelcastInstance plain = Hazelcast.newHazelcastInstance(config);
		try {
			assertThatIllegalArgumentException().isThrownBy(() -> new HazelcastTransport(plain, one.loop))
				.withMessageContaining("HazelcastConfigurer");
		}
		finally {
			plain.getLifecycleService().terminate();
		}
	}

	private static void assertNotSent(CompletableFuture<Void> sent, String reason) {
		await().atMost(PATIENCE).until(sent::isDone);
		assertThat(sent).isCompletedExceptionally();
		assertThat(sent.handle((value, ex) -> ex).join()).isInstanceOf(Transport.NotSentException.class)
			.hasMessageContaining(reason);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** As the threads of Hazelcast that read connections say of themselves. */
	private static final class Reading extends Thread implements OperationHostileThread {

		private Reading(Runnable task) {
			super(task, "reading");
		}

	}

}
