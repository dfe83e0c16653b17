package io.distsys.hazelcast;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.internal.server.tcp.TcpServerConnection;
import com.hazelcast.internal.server.tcp.TcpServerConnectionManager;
import com.hazelcast.spi.impl.operationexecutor.OperationHostileThread;
import com.hazelcast.spi.impl.operationservice.impl.InboundResponseHandlerSupplier;
import com.hazelcast.spi.impl.operationservice.impl.OperationServiceImpl;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessagingStatistics;
import io.distsys.messaging.Transport;
import io.distsys.time.Subscription;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Frames of which the sender hears nothing, between real members. */
class OrderedPathsIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	/** So many are told before one is sent. */
	private static final int TOLD = 15;

	/** Fewer answers than these are of Hazelcast's own: when a member joins. */
	private static final int FEW = 10;

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
	void pathBeginsWithASmallBulkFrameThatWasTakenInPlace() throws Exception {
		byte[] large = new byte[FramesInPlace.MAX_BYTES + 1];
		try (Receiver receiver = new Receiver("receiver")) {
			assertThat(receiver.path()).isNull();
			receiver.send(Lane.CONTROL, numbered(1));
			assertThat(receiver.path()).isNull();
			receiver.send(Lane.BULK, large);
			assertThat(receiver.path()).isNull();
			receiver.send(Lane.BULK, numbered(2));
			Transport.Path path = receiver.resume();
			receiver.send(Lane.BULK, large);
			receiver.send(Lane.CONTROL, numbered(3));
			receiver.send(Lane.BULK, numbered(4));
			assertThat(receiver.path()).isSameAs(path);
			assertThat(path.isWhole()).isTrue();
		}
	}

	@Test
	void toldIsTakenByTheThreadThatReadsBeforeWhatIsSentAfterIt() throws Exception {
		try (Receiver receiver = new Receiver("receiver")) {
			Transport.Path path = receiver.begin();
			long answersBefore = answersToNobody();
			for (int next = 1; next < 200 * (TOLD + 1); next += TOLD + 1) {
				for (int told = next; told < next + TOLD; told++) {
					assertThat(path.tell(numbered(told))).isTrue();
				}
				receiver.send(Lane.BULK, numbered(next + TOLD));
				assertThat(receiver.numbers).hasSize(next + TOLD + 1);
			}
			assertThat(receiver.numbers).isEqualTo(IntStream.range(0, receiver.numbers.size()).boxed().toList());
			assertThat(receiver.threads).allMatch((thread) -> thread.contains("IO.thread"));
			assertThat(answersToNobody()).isLessThan(answersBefore + FEW);
			assertThat(receiver.path()).isSameAs(path);
		}
	}

	@Test
	void largerFramesAreNotWritten() throws Exception {
		try (Receiver receiver = new Receiver("receiver")) {
			Transport.Path path = receiver.begin();
			assertThat(path.tell(numbered(1, FrameOperation.FEW_BYTES + 1))).isFalse();
			assertThat(path.tell(numbered(2, FramesInPlace.MAX_BYTES + 1))).isFalse();
			assertThat(path.tell(numbered(3, FrameOperation.FEW_BYTES))).isTrue();
			receiver.send(Lane.BULK, numbered(4));
			assertThat(receiver.numbers).containsExactly(0, 3, 4);
			assertThat(path.isWhole()).isTrue();
		}
	}

	@Test
	void nothingIsWrittenByAThreadThatMustNotSend() throws Exception {
		try (Receiver receiver = new Receiver("receiver")) {
			Transport.Path path = receiver.begin();
			CompletableFuture<Boolean> told = new CompletableFuture<>();
			new Reading(() -> told.complete(path.tell(numbered(1)))).start();
			assertThat(told.get(30, TimeUnit.SECONDS)).isFalse();
			assertThat(path.tell(numbered(2))).isTrue();
			receiver.send(Lane.BULK, numbered(3));
			assertThat(receiver.numbers).containsExactly(0, 2, 3);
			assertThat(path.isWhole()).isTrue();
		}
	}

	@Test
	void pathEndsWithItsConnectionAndTheNextOneIsOnTheNextConnection() throws Exception {
		try (Receiver receiver = new Receiver("receiver")) {
			Transport.Path path = receiver.begin();
			TcpServerConnection closed = connection(one, receiver.peer);
			closed.close("For the test", null);
			assertThat(path.tell(numbered(1))).isFalse();
			assertThat(path.isWhole()).isFalse();
			assertThat(receiver.path()).isNull();
			await().atMost(PATIENCE).until(() -> isConnectedAnew(receiver, closed));
			assertThat(path.isWhole()).isFalse();
			assertThat(receiver.path()).isNull();
			receiver.send(Lane.BULK, numbered(2));
			Transport.Path next = receiver.path();
			assertThat(next).isNotNull().isNotSameAs(path);
			assertThat(next.tell(numbered(3))).isTrue();
			assertThat(path.tell(numbered(4))).isFalse();
			receiver.send(Lane.BULK, numbered(5));
			assertThat(path.isWhole()).isFalse();
			assertThat(receiver.path()).isSameAs(next);
			assertThat(receiver.numbers).containsExactly(0, 2, 3, 5);
		}
	}

	/** As when both connect at the same time: the first connection is alive all along. */
	@Test
	void pathIsNeverWholeAgainAfterItsConnectionWasReplaced() throws Exception {
		try (Receiver receiver = new Receiver("receiver")) {
			Transport.Path path = receiver.begin();
			TcpServerConnection first = connection(one, receiver.peer);
			index(receiver.peer).remove(uuidOf(one));
			managerOf(receiver.peer).getOrConnect(addressOf(one));
			await().atMost(PATIENCE).until(() -> isConnectedAnew(receiver, first));
			TcpServerConnection second = connection(one, receiver.peer);
			assertThat(first.isAlive()).isTrue();
			receiver.send(Lane.BULK, numbered(1));
			Transport.Path next = receiver.path();
			assertThat(next).isNotNull().isNotSameAs(path);
			assertThat(path.tell(numbered(2))).isFalse();
			index(one).put(uuidOf(receiver.peer), first);
			assertThat(path.isWhole()).isFalse();
			assertThat(path.tell(numbered(3))).isFalse();
			index(one).put(uuidOf(receiver.peer), second);
			assertThat(next.tell(numbered(4))).isTrue();
			receiver.send(Lane.BULK, numbered(5));
			assertThat(path.isWhole()).isFalse();
			assertThat(receiver.path()).isSameAs(next);
			assertThat(receiver.numbers).containsExactly(0, 1, 4, 5);
		}
	}

	@Test
	void nothingIsToldToAMemberInWhichHazelcastAloneReadsThePackets() {
		LocalCluster.Peer plain = cluster.startPlain("plain");
		await().atMost(PATIENCE).until(() -> one.membership.view().contains(plain.id()));
		List<Integer> received = new CopyOnWriteArrayList<>();
		MessagingStatistics.Losses before = one.messenger.statistics().lossesOn(Lane.BULK);
		try (Subscription casts = plain.messenger.handle("casts", plain.loop,
				(message, replier) -> received.add(numberIn(message.payload())))) {
			for (int number = 0; number < 500; number++) {
				castWhenIdle(plain, number);
				assertThat(one.transport.path(plain.id())).isNull();
			}
			await().atMost(PATIENCE).until(() -> received.size() == 500);
			assertThat(received).isEqualTo(IntStream.range(0, 500).boxed().toList());
			assertThat(one.messenger.statistics().lossesOn(Lane.BULK)).isEqualTo(before);
			assertThat(plain.messenger.statistics().lossesOn(Lane.BULK)).isEqualTo(noLosses());
		}
		kill(plain);
	}

	@Test
	void failureOfWhoeverTakesWhatIsToldClosesNoConnectionAndIsNotAnswered() throws Exception {
		try (Receiver receiver = new Receiver("receiver")) {
			receiver.first = (number) -> {
				if (number < 0) {
					fail(number);
				}
			};
			receiver.begin();
			TcpServerConnection connection = connection(one, receiver.peer);
			long answersBefore = answersToNobody();
			int next = 1;
			for (int failing = -20; failing < 0; failing++) {
				Transport.Path path = receiver.resume();
				assertThat(path.tell(numbered(failing))).isTrue();
				assertThat(path.tell(numbered(next++))).isTrue();
				receiver.send(Lane.BULK, numbered(next++));
				assertThat(path.isWhole()).as("vouched for what has failed").isFalse();
			}
			assertThat(receiver.numbers).isEqualTo(IntStream.range(0, next).boxed().toList());
			assertThat(answersToNobody()).isLessThan(answersBefore + FEW);
			assertThat(connection.isAlive()).isTrue();
			assertThat(connection(one, receiver.peer)).isSameAs(connection);
		}
	}

	private static void fail(int number) {
		if (number % 2 == 0) {
			throw new StackOverflowError("for the test");
		}
		throw new IllegalStateException("for the test");
	}

	@Test
	void toldIsDroppedWhereAnotherIncarnationAnswers() throws Exception {
		List<Integer> ofTheOther = new CopyOnWriteArrayList<>();
		try (Receiver receiver = new Receiver("receiver")) {
			Transport.Path path = receiver.begin();
			long answersBefore = answersToNobody();
			new FrameDoor(new NodeId(1, 1), (from, lane, frame) -> ofTheOther.add(numberIn(frame)),
					receiver.peer.transport::sender)
				.open(receiver.peer.instance);
			for (int told = 1; told <= TOLD; told++) {
				assertThat(path.tell(numbered(told))).isTrue();
			}
			receiver.assertNotSent(numbered(TOLD + 1), "another process");
			assertThat(path.isWhole()).isFalse();
			assertThat(receiver.path()).isNull();
			receiver.open();
			receiver.send(Lane.BULK, numbered(TOLD + 2));
			assertThat(receiver.path()).isNotNull().isNotSameAs(path);
			assertThat(receiver.numbers).containsExactly(0, TOLD + 2);
			assertThat(ofTheOther).isEmpty();
			assertThat(answersToNobody()).isLessThan(answersBefore + FEW);
		}
	}

	@Test
	void toldIsDroppedByAMemberThatTakesNoMoreMessages() throws Exception {
		try (Receiver receiver = new Receiver("receiver")) {
			Transport.Path path = receiver.begin();
			long answersBefore = answersToNobody();
			receiver.peer.transport.close();
			for (int told = 1; told <= TOLD; told++) {
				assertThat(path.tell(numbered(told))).isTrue();
			}
			receiver.assertNotSent(numbered(TOLD + 1), "does not take messages");
			assertThat(path.isWhole()).isFalse();
			assertThat(receiver.path()).isNull();
			receiver.assertNotSent(numbered(TOLD + 2), "does not take messages");
			assertThat(receiver.numbers).containsExactly(0);
			assertThat(answersToNobody()).isLessThan(answersBefore + FEW);
		}
	}

	/** The last ones are told, and asked after: by one frame that carries none. */
	@Test
	void castsOneByOneArriveInOrderAndTheLastOnesAreAskedAfterOnce() {
		await().atMost(PATIENCE).until(OrderedPathsIntegrationTests::areAlone);
		List<Integer> received = new CopyOnWriteArrayList<>();
		MessagingStatistics before = one.messenger.statistics();
		MessagingStatistics beforeThere = two.messenger.statistics();
		try (Subscription casts = two.messenger.handle("casts", two.loop,
				(message, replier) -> received.add(numberIn(message.payload())))) {
			for (int number = 0; number < 2000; number++) {
				castWhenIdle(two, number);
			}
			assertThat(one.messenger.statistics().framesSent() - before.framesSent()).isEqualTo(2000);
			await().atMost(PATIENCE).until(() -> received.size() == 2000);
			assertThat(received).isEqualTo(IntStream.range(0, 2000).boxed().toList());
			await().during(Duration.ofSeconds(3))
				.atMost(PATIENCE)
				.until(() -> one.messenger.statistics().framesSent() - before.framesSent() == 2001);
			await().atMost(PATIENCE).until(() -> isIdle(two));
		}
		MessagingStatistics after = one.messenger.statistics();
		MessagingStatistics afterThere = two.messenger.statistics();
		assertThat(after.sent() - before.sent()).isEqualTo(2000);
		assertThat(afterThere.received() - beforeThere.received()).isEqualTo(2000);
		assertThat(after.losses()).isEqualTo(before.losses());
		assertThat(afterThere.losses()).isEqualTo(beforeThere.losses());
		assertThat(after.framesNotSent()).isEqualTo(before.framesNotSent());
		assertThat(after.framesUnacknowledged()).isEqualTo(before.framesUnacknowledged());
		assertThat(afterThere.malformed()).isEqualTo(beforeThere.malformed());
	}

	/** Nobody else is sent anything. */
	private static boolean areAlone() {
		return one.membership.view().nodes().size() == 2 && one.messenger.statistics().pendingCalls() == 0
				&& isIdle(two);
	}

	private static void castWhenIdle(LocalCluster.Peer to, int number) {
		assertThat(one.messenger.cast(to.id(), Lane.BULK, "casts", numbered(number))).isTrue();
		soon().until(() -> isIdle(to));
	}

	private static ConditionFactory soon() {
		return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).pollInSameThread();
	}

	private static boolean isIdle(LocalCluster.Peer to) {
		return one.messenger.statistics()
			.queues()
			.stream()
			.filter((queue) -> queue.to().equals(to.id()))
			.noneMatch((queue) -> queue.messages() > 0 || queue.inFlight());
	}

	private static MessagingStatistics.Losses noLosses() {
		return new MessagingStatistics.Losses(Lane.BULK, 0, 0, 0, 0);
	}

	private static boolean isConnectedAnew(Receiver receiver, TcpServerConnection before) {
		TcpServerConnection present = connection(one, receiver.peer);
		return present != null && present != before && connection(receiver.peer, one) != null;
	}

	private static @Nullable TcpServerConnection connection(LocalCluster.Peer from, LocalCluster.Peer to) {
		return (TcpServerConnection) managerOf(from).get(addressOf(to));
	}

	private static TcpServerConnectionManager managerOf(LocalCluster.Peer peer) {
		return (TcpServerConnectionManager) MemberInternals.nodeOf(peer.instance)
			.getServer()
			.getConnectionManager(EndpointQualifier.MEMBER);
	}

	private static Address addressOf(LocalCluster.Peer peer) {
		return peer.instance.getCluster().getLocalMember().getAddress();
	}

	private static UUID uuidOf(LocalCluster.Peer peer) {
		return peer.instance.getCluster().getLocalMember().getUuid();
	}

	/** The connections that Hazelcast knows, by member. */
	@SuppressWarnings("unchecked")
	private static Map<UUID, TcpServerConnection> index(LocalCluster.Peer peer) throws ReflectiveOperationException {
		Field planes = TcpServerConnectionManager.class.getSuperclass().getDeclaredField("planes");
		planes.setAccessible(true);
		Object plane = ((Object[]) planes.get(managerOf(peer)))[0];
		Field connections = plane.getClass().getDeclaredField("connectionMap");
		connections.setAccessible(true);
		return (Map<UUID, TcpServerConnection>) connections.get(plane);
	}

	/** What has come back to the sender that it does not wait for. */
	private static long answersToNobody() throws ReflectiveOperationException {
		OperationServiceImpl operations = MemberInternals.nodeOf(one.instance).getNodeEngine().getOperationService();
		return (long) MemberInternals
			.method("does not count them", InboundResponseHandlerSupplier.class, "responsesMissing")
			.invoke(operations.getInboundResponseHandlerSupplier());
	}

	private static void kill(LocalCluster.Peer peer) {
		peer.kill();
		await().atMost(PATIENCE).until(() -> !one.membership.view().contains(peer.id()));
	}

	private static byte[] numbered(int number) {
		return numbered(number, Integer.BYTES);
	}

	private static byte[] numbered(int number, int bytes) {
		return ByteBuffer.allocate(bytes).putInt(number).array();
	}

	private static int numberIn(byte[] bytes) {
		return ByteBuffer.wrap(bytes).getInt();
	}

	/** A member whose transport hands bulk frames to this, and nothing to a messenger. */
	private static final class Receiver implements AutoCloseable {

		private final List<Integer> numbers = new CopyOnWriteArrayList<>();

		private final Set<String> threads = ConcurrentHashMap.newKeySet();

		private final LocalCluster.Peer peer;

		/** Sees a number before it is noted. */
		private volatile IntConsumer first = (number) -> {
		};

		private Receiver(String name) {
			this.peer = cluster.start(name);
			open();
			await().atMost(PATIENCE).until(() -> one.membership.view().contains(this.peer.id()));
		}

		private void open() {
			this.peer.transport.receive((from, lane, frame) -> {
				if (lane == Lane.BULK && frame.length > 0) {
					this.first.accept(numberIn(frame));
					this.numbers.add(numberIn(frame));
					this.threads.add(Thread.currentThread().getName());
				}
			});
		}

		/** Send number 0, after which there is a path. */
		private Transport.Path begin() throws Exception {
			send(Lane.BULK, numbered(0));
			return resume();
		}

		/**
		 * The path, by frames of no number if there is none: what came before somebody
		 * took frames may have the first one begin none.
		 */
		private Transport.Path resume() throws Exception {
			for (int i = 0; i < 2 && path() == null; i++) {
				send(Lane.BULK, new byte[0]);
			}
			return Objects.requireNonNull(path());
		}

		private void send(Lane lane, byte[] frame) throws Exception {
			one.transport.send(this.peer.id(), lane, frame).toCompletableFuture().get(30, TimeUnit.SECONDS);
		}

		private void assertNotSent(byte[] frame, String reason) {
			CompletableFuture<Void> sent = one.transport.send(this.peer.id(), Lane.BULK, frame).toCompletableFuture();
			await().atMost(PATIENCE).until(sent::isDone);
			assertThat(sent.handle((value, ex) -> ex).join()).hasStackTraceContaining(reason)
				.hasStackTraceContaining(Transport.NotSentException.class.getName());
		}

		private Transport.@Nullable Path path() {
			return one.transport.path(this.peer.id());
		}

		@Override
		public void close() {
			kill(this.peer);
		}

	}

	/** As the threads of Hazelcast that read connections say of themselves. */
	private static final class Reading extends Thread implements OperationHostileThread {

		private Reading(Runnable task) {
			super(task, "reading");
		}

	}

}
