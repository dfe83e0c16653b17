package io.distsys.faults.host;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWatch;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.faults.register.FencedRegister;

/**
 * Nodes {@code n1}, {@code n2}, … as processes in namespaces of their own, what can be
 * done to them, and what they have recorded. Everything that is done is recorded too. In
 * the same network is one more machine, {@link #outside() outside} of the cluster.
 * Closing it ends the processes and removes the network; the files stay. Used by one
 * thread.
 */
public final class FaultCluster implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(120);

	private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(40);

	private final ClusterPlan plan;

	private final FaultNetwork network;

	private final HistoryWriter notes;

	private final FencedRegister register;

	private final HistoryWatch watch;

	private final NodeProcesses processes;

	/**
	 * Make the network; no node runs yet.
	 * @param plan what to start
	 * @throws IOException if the network cannot be made
	 */
	public FaultCluster(ClusterPlan plan) throws IOException {
		this.plan = plan;
		this.processes = new NodeProcesses(plan);
		this.network = new FaultNetwork(plan.size() + 1);
		this.notes = new HistoryWriter(plan.directory().resolve("nemesis.jsonl"), "nemesis", 0);
		this.register = new FencedRegister(plan.register(),
				new HistoryWriter(plan.directory().resolve("register.jsonl"), "register", 0));
		this.watch = new HistoryWatch(plan.directory());
	}

	/**
	 * All nodes, running or not.
	 * @return 1 to the size of the cluster
	 */
	public Set<Integer> nodes() {
		return IntStream.rangeClosed(1, this.plan.size()).boxed().collect(Collectors.toSet());
	}

	/**
	 * The machine that is no node: for what nodes ask, or who attacks them.
	 * @return a number to be used where a node's is; it is none of {@link #nodes()}
	 */
	public int outside() {
		return this.plan.size() + 1;
	}

	/**
	 * Start a program on the machine outside; returns at once.
	 * @param program the class with the main method; it should end with its standard
	 * input, on which it hears {@linkplain #order orders}
	 * @param arguments what it is told
	 * @throws IOException if it cannot be started
	 */
	public void startOutside(Class<?> program, String... arguments) throws IOException {
		note("start " + program.getSimpleName());
		this.processes.start(this.network, outside(), program, List.of(arguments));
	}

	/**
	 * The nodes whose process runs.
	 * @return those nodes, paused ones included
	 */
	public Set<Integer> running() {
		return nodes().stream().filter(this.processes::isRunning).collect(Collectors.toSet());
	}

	/**
	 * Start all nodes that do not run: the first alone, then the rest together, which
	 * takes half the time that Hazelcast needs when all look for each other at once.
	 * @throws IOException if one cannot be started
	 */
	public void startAll() throws IOException {
		for (int node : nodes()) {
			if (!running().contains(node)) {
				boolean first = running().isEmpty();
				start(node);
				if (first) {
					awaitReady(node);
				}
			}
		}
	}

	/**
	 * Start a node that does not run; returns at once.
	 * @param node the node
	 * @throws IOException if it cannot be started
	 */
	public void start(int node) throws IOException {
		note("start " + this.processes.nextName(node));
		this.processes.start(this.network, node);
	}

	/**
	 * End a node as {@code kill -9} does.
	 * @param node the node
	 * @return the clock just before
	 */
	public long kill(int node) {
		long at = note("kill -9 n" + node);
		this.processes.of(node).kill();
		note("ended n" + node);
		return at;
	}

	/**
	 * Stop a node's process as {@code kill -STOP} does.
	 * @param node the node
	 * @return the clock just before
	 * @throws IOException if that is not possible
	 */
	public long pause(int node) throws IOException {
		long at = note("kill -STOP n" + node);
		this.processes.of(node).pause();
		return at;
	}

	/**
	 * Make a node slow: from now on it stands still for 80 ms of every 100. Goes on until
	 * it is resumed.
	 * @param node the node
	 * @return the clock just before
	 * @throws IOException if that is not possible
	 */
	public long slow(int node) throws IOException {
		long at = note("slow n" + node);
		this.processes.of(node).slow();
		return at;
	}

	/**
	 * Let a node go on as {@code kill -CONT} does, at its full speed.
	 * @param node the node
	 * @return the clock just before
	 * @throws IOException if that is not possible
	 */
	public long resume(int node) throws IOException {
		long at = note("kill -CONT n" + node);
		this.processes.of(node).resume();
		return at;
	}

	/**
	 * Ask a node to leave in order; returns at once.
	 * @param node the node
	 * @return the clock just before
	 */
	public long askToLeave(int node) {
		long at = note("kill -TERM n" + node);
		this.processes.of(node).askToEnd();
		return at;
	}

	/**
	 * Wait until the process of a node has ended.
	 * @param node the node
	 * @return the clock just after
	 * @throws IOException if it does not end
	 */
	public long awaitEnd(int node) throws IOException {
		if (!this.processes.of(node).waitForEnd(LEAVE_TIMEOUT)) {
			throw new IOException("n" + node + " does not end within " + LEAVE_TIMEOUT);
		}
		return note("ended n" + node);
	}

	/**
	 * Wait until the application of a node has started.
	 * @param node the node
	 * @return when it had
	 * @throws IOException if it does not start
	 */
	public long awaitReady(int node) throws IOException {
		String process = this.processes.name(node);
		return this.watch
			.await(0, START_TIMEOUT, (event) -> event.kind() == EventKind.READY && event.process().equals(process),
					() -> !this.processes.isRunning(node))
			.orElseThrow(() -> new IOException(
					process + " is not ready within " + START_TIMEOUT + ", see its log in " + this.plan.directory()))
			.at();
	}

	/**
	 * Wait until a node says that it has a vote in the consensus group.
	 * @param node the node
	 * @return when it did
	 * @throws IOException if it gets none
	 */
	public long awaitVote(int node) throws IOException {
		awaitReady(node);
		String process = this.processes.name(node);
		return await(0, START_TIMEOUT,
				(event) -> event.kind() == EventKind.GROUP && event.process().equals(process)
						&& event.detail().replaceAll(" learners=.*", "").replaceAll(".* voters=", "").contains(process))
			.orElseThrow(() -> new IOException(process + " has no vote within " + START_TIMEOUT))
			.at();
	}

	/**
	 * Say something to a node that its application understands.
	 * @param node the node
	 * @param order one line
	 * @throws IOException if it does not hear
	 */
	public void order(int node, String order) throws IOException {
		note("order n" + node + ": " + order);
		this.processes.of(node).order(order);
	}

	/**
	 * Ask a node something that its application understands. It changes nothing, so it is
	 * not recorded here.
	 * @param node the node
	 * @param question one line
	 * @throws IOException if it does not hear
	 */
	public void ask(int node, String question) throws IOException {
		this.processes.of(node).order(question);
	}

	/**
	 * Cut two sides from each other.
	 * @param some one side
	 * @param others the other
	 * @return the clock just before
	 * @throws IOException if that is not possible
	 */
	public long cut(Set<Integer> some, Set<Integer> others) throws IOException {
		long at = note("cut " + names(some) + " <-x-> " + names(others));
		this.network.cut(some, others);
		return at;
	}

	/**
	 * Start all nodes with a cut between them.
	 * @param some one side
	 * @param others the other
	 * @throws IOException if that is not possible
	 */
	public void startApart(Set<Integer> some, Set<Integer> others) throws IOException {
		cut(some, others);
		startAll();
	}

	/**
	 * Cut one direction.
	 * @param from who is not heard
	 * @param to who does not hear
	 * @return the clock just before
	 * @throws IOException if that is not possible
	 */
	public long cutOneWay(Set<Integer> from, Set<Integer> to) throws IOException {
		long at = note("cut " + names(from) + " -x-> " + names(to));
		this.network.cutOneWay(from, to);
		return at;
	}

	/**
	 * Let everything pass again.
	 * @return the clock just after
	 * @throws IOException if that is not possible
	 */
	public long heal() throws IOException {
		this.network.heal();
		return note("heal the network");
	}

	/**
	 * Take back everything: the network passes, who is paused goes on, who has ended is
	 * started. Waits until all applications have started.
	 * @return the clock when that was done
	 * @throws IOException if that is not possible
	 */
	public long healAll() throws IOException {
		this.network.heal();
		for (int node : running()) {
			if (this.processes.of(node).isStopped()) {
				resume(node);
			}
		}
		startAll();
		for (int node : nodes()) {
			awaitReady(node);
		}
		long now = System.nanoTime();
		this.notes.record(now, now, EventKind.HEALED, "", 0, "everything is healed");
		return now;
	}

	private static String names(Set<Integer> nodes) {
		return nodes.stream().sorted().map((node) -> "n" + node).collect(Collectors.joining(",", "{", "}"));
	}

	private long note(String what) {
		long now = System.nanoTime();
		this.notes.record(now, now, EventKind.FAULT, "", 0, what);
		return now;
	}

	/**
	 * What the nodes record.
	 * @return the history, which grows
	 */
	public HistoryWatch watch() {
		return this.watch;
	}

	/**
	 * Everything that was recorded until now.
	 * @return the events, ordered by time
	 */
	public List<Event> events() {
		return this.watch.events();
	}

	/**
	 * Wait for an event.
	 * @param since only later ones count
	 * @param timeout how long to wait
	 * @param wanted what to wait for
	 * @return the first such event in time, or empty if there was none in time
	 */
	public Optional<Event> await(long since, Duration timeout, Predicate<Event> wanted) {
		return this.watch.await(since, timeout, wanted, () -> false);
	}

	/**
	 * Wait until all nodes vote and hear their leader: any of them may be ended.
	 * @param timeout how long to wait
	 * @return whether it has come to that
	 */
	public boolean awaitWhole(Duration timeout) {
		return this.watch.awaitVoters(processes(nodes()), timeout);
	}

	/**
	 * Wait until nodes are in one group and hear its leader.
	 * @param nodes the nodes
	 * @param timeout how long to wait
	 * @return whether it has come to that
	 */
	public boolean awaitGroup(Set<Integer> nodes, Duration timeout) {
		return this.watch.awaitOneGroup(processes(nodes), timeout);
	}

	private Set<String> processes(Set<Integer> nodes) {
		return nodes.stream().map(this.processes::name).collect(Collectors.toSet());
	}

	/**
	 * What the present process of a node has logged until now.
	 * @param node the node
	 * @return the text
	 * @throws IOException if it cannot be read
	 */
	public String log(int node) throws IOException {
		return this.processes.log(node);
	}

	/**
	 * All others.
	 * @param node a node
	 * @return all nodes but that one
	 */
	public Set<Integer> allBut(int node) {
		return nodes().stream().filter((other) -> other != node).collect(Collectors.toSet());
	}

	/**
	 * Let some time pass.
	 * @param time how long
	 */
	public static void sleep(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	@Override
	public void close() throws IOException {
		try {
			this.processes.killAll();
		}
		finally {
			this.network.close();
			this.register.close();
			this.notes.close();
		}
	}

}
