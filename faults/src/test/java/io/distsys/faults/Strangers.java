package io.distsys.faults;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.example.Gadget;
import com.hazelcast.client.HazelcastClient;
import io.distsys.hazelcast.Stranger;

/**
 * Comes to the ports of nodes, from a machine of its own, in every way of a stranger.
 * Says how often each was refused.
 */
final class Strangers {

	static final int ROUNDS = 10;

	static final int IDLE = 1000;

	static final String DONE = "done";

	private final List<Stranger> strangers;

	private Strangers(List<Stranger> strangers) {
		this.strangers = strangers;
	}

	/**
	 * Come once.
	 * @param args the addresses of the nodes
	 */
	public static void main(String[] args) throws IOException {
		Strangers strangers = new Strangers(Stream.of(args).map((address) -> new Stranger(address, 5701)).toList());
		for (Stranger.Probe probe : Stranger.probes()) {
			strangers.send(probe.name(), probe.bytes());
		}
		strangers.send("five megabytes behind a greeting", Stranger.flood());
		strangers.send("gadget", Stranger.packet(new Gadget()));
		strangers.connectClients();
		strangers.stayIdle();
		System.out.println(DONE);
		System.exit(0);
	}

	private void send(String what, byte[] bytes) throws IOException {
		long begin = System.nanoTime();
		int refused = 0;
		for (int round = 0; round < ROUNDS; round++) {
			for (Stranger stranger : this.strangers) {
				// Returns when the node has closed the connection.
				stranger.send(bytes);
				refused++;
			}
		}
		say(what, refused, begin);
	}

	private void connectClients() {
		long begin = System.nanoTime();
		int refused = 0;
		for (Stranger stranger : this.strangers) {
			try {
				HazelcastClient.newHazelcastClient(stranger.client("faults"));
			}
			catch (IllegalStateException ex) {
				refused++;
			}
		}
		say("HazelcastClient", refused, begin);
	}

	/** At one node at a time, until it has closed all of them. */
	private void stayIdle() throws IOException {
		for (Stranger stranger : this.strangers) {
			long begin = System.nanoTime();
			List<Socket> idle = new ArrayList<>();
			for (int i = 0; i < IDLE; i++) {
				idle.add(stranger.beginHandshake());
			}
			for (Socket socket : idle) {
				Stranger.read(socket);
				socket.close();
			}
			say("idle connections", idle.size(), begin);
		}
	}

	private static void say(String what, int refused, long begin) {
		System.out
			.println(what + ": " + refused + " refused within " + (System.nanoTime() - begin) / 1_000_000 + " ms");
	}

}
