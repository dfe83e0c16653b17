package io.distsys.hazelcast;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import com.hazelcast.client.config.ClientConfig;
import io.distsys.hazelcast.guard.Refusal;

/** Who comes to the port of a node and is none. */
public final class Stranger {

	/** What a node says to whom it does not understand. */
	public static final String OTHER_PROTOCOL = "HZX";

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final String host;

	private final int port;

	/** Knows where the node is. */
	public Stranger(String host, int port) {
		this.host = host;
		this.port = port;
	}

	/** Begins of other protocols, and of that of nodes without a secret. */
	public static List<Probe> probes() {
		byte[] garbage = new byte[1_000_000];
		new Random(7).nextBytes(garbage);
		garbage[0] = 'x';
		return List.of(new Probe("client of Hazelcast", bytes("CP2"), Refusal.NOT_A_NODE),
				new Probe("REST", bytes("GET /hazelcast/health HTTP/1.1\r\nHost: x\r\n\r\n"), Refusal.NOT_A_NODE),
				new Probe("memcache", bytes("version\r\n"), Refusal.NOT_A_NODE),
				new Probe("a megabyte of garbage", garbage, Refusal.NOT_A_NODE),
				new Probe("member without a secret", bytes("HZC"), Refusal.NO_SECRET),
				new Probe("TLS", new byte[] { 22, 3, 1, 0, 100 }, Refusal.NO_TLS),
				new Probe("packet of two gigabytes", packet(Integer.MAX_VALUE, new byte[100]), Refusal.NO_SECRET));
	}

	/** More than a handshake takes, behind the begin of one. */
	public static byte[] flood() {
		byte[] flood = new byte[5_000_000];
		System.arraycopy(new byte[] { 'D', 'S', 'H', 1 }, 0, flood, 0, 4);
		return flood;
	}

	/** An object as a member without a secret sends it. */
	public static byte[] packet(Serializable object) throws IOException {
		byte[] payload = object(object);
		return packet(payload.length, payload);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/** A packet as members send them, with the protocol before it. */
	private static byte[] packet(int size, byte[] payload) {
		try {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			DataOutputStream out = new DataOutputStream(bytes);
			out.writeBytes("HZC");
			out.writeByte(4);
			out.writeChar(1);
			out.writeInt(-1);
			out.writeInt(size);
			out.write(payload);
			return bytes.toByteArray();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** An object as Hazelcast's Java serialization writes it. */
	private static byte[] object(Serializable object) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		out.writeInt(0);
		out.writeInt(-100);
		ObjectOutputStream objects = new ObjectOutputStream(out);
		objects.writeObject(object);
		objects.flush();
		return bytes.toByteArray();
	}

	/** A connection that says nothing yet. */
	public Socket connect() throws IOException {
		Socket socket = new Socket(this.host, this.port);
		socket.setSoTimeout((int) PATIENCE.toMillis());
		return socket;
	}

	/** A connection that begins the handshake and says no more. */
	public Socket beginHandshake() throws IOException {
		Socket socket = connect();
		socket.getOutputStream().write(bytes("DSH"));
		return socket;
	}

	/** Send something; returns what the node says until it closes the connection. */
	public String send(byte[] bytes) throws IOException {
		try (Socket socket = connect()) {
			try {
				socket.getOutputStream().write(bytes);
			}
			catch (IOException ex) {
				// It need not read all of it.
			}
			return read(socket);
		}
	}

	/** What the node says until it closes the connection. */
	public static String read(Socket socket) throws IOException {
		ByteArrayOutputStream said = new ByteArrayOutputStream();
		try {
			socket.getInputStream().transferTo(said);
		}
		catch (SocketTimeoutException ex) {
			throw ex;
		}
		catch (IOException ex) {
			// A reset ends it as well.
		}
		return said.toString(StandardCharsets.US_ASCII);
	}

	/** For a client of Hazelcast that does not try for long. */
	public ClientConfig client(String clusterName) {
		ClientConfig config = new ClientConfig().setClusterName(clusterName);
		config.setProperty("hazelcast.logging.type", "slf4j");
		config.getNetworkConfig().addAddress(this.host + ":" + this.port);
		config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(1000);
		return config;
	}

	/**
	 * Something that no node says.
	 *
	 * @param name for people
	 * @param bytes what is sent
	 * @param refusal why it does not pass
	 */
	public record Probe(String name, byte[] bytes, Refusal refusal) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
