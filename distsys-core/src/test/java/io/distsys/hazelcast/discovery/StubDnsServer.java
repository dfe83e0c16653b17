package io.distsys.hazelcast.discovery;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A DNS server that knows A and SRV records. */
public final class StubDnsServer implements AutoCloseable {

	private static final int A = 1;

	private static final int SRV = 33;

	private static final int NO_SUCH_NAME = 3;

	private final Map<String, List<String>> hosts = new ConcurrentHashMap<>();

	private final Map<String, List<String>> services = new ConcurrentHashMap<>();

	private final DatagramSocket socket;

	private volatile boolean silent;

	/**
	 * Start it on the loopback address.
	 * @throws IOException if it cannot listen
	 */
	public StubDnsServer() throws IOException {
		this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	/**
	 * Start it.
	 * @param address where it listens
	 * @throws IOException if it cannot listen
	 */
	public StubDnsServer(InetSocketAddress address) throws IOException {
		this.socket = new DatagramSocket(address);
		Thread thread = new Thread(this::serve, "stub-dns");
		thread.setDaemon(true);
		thread.start();
	}

	/** Where it listens. */
	public String address() {
		return this.socket.getLocalAddress().getHostAddress() + ":" + this.socket.getLocalPort();
	}

	/** A name has these addresses. */
	public void hosts(String name, String... addresses) {
		this.hosts.put(name, List.of(addresses));
	}

	/** A name has these services, each as {@code port host}. */
	public void services(String name, String... targets) {
		this.services.put(name, List.of(targets));
	}

	/** Answer nothing any more. */
	public void fallSilent() {
		this.silent = true;
	}

	private void serve() {
		byte[] buffer = new byte[512];
		while (!this.socket.isClosed()) {
			try {
				DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
				this.socket.receive(packet);
				if (!this.silent) {
					answer(ByteBuffer.wrap(buffer, 0, packet.getLength()), packet.getSocketAddress());
				}
			}
			catch (IOException ex) {
				// Closed, or the asker is gone.
			}
		}
	}

	private void answer(ByteBuffer question, SocketAddress to) throws IOException {
		short id = question.getShort();
		question.position(12);
		String name = readName(question);
		int end = question.position() + 4;
		int type = question.getShort();
		List<byte[]> records = records(name, type);
		boolean known = this.hosts.containsKey(name) || this.services.containsKey(name);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		out.writeShort(id);
		out.writeShort(0x8580 | (known ? 0 : NO_SUCH_NAME));
		out.writeShort(1);
		out.writeShort(records.size());
		out.writeInt(0);
		out.write(question.array(), 12, end - 12);
		for (byte[] data : records) {
			out.writeShort(0xc00c);
			out.writeShort(type);
			out.writeShort(1);
			out.writeInt(1);
			out.writeShort(data.length);
			out.write(data);
		}
		this.socket.send(new DatagramPacket(bytes.toByteArray(), bytes.size(), to));
	}

	private List<byte[]> records(String name, int type) throws IOException {
		List<byte[]> records = new ArrayList<>();
		if (type == A) {
			for (String address : this.hosts.getOrDefault(name, List.of())) {
				records.add(InetAddress.getByName(address).getAddress());
			}
		}
		if (type == SRV) {
			for (String target : this.services.getOrDefault(name, List.of())) {
				ByteArrayOutputStream bytes = new ByteArrayOutputStream();
				DataOutputStream out = new DataOutputStream(bytes);
				out.writeInt(0);
				out.writeShort(Integer.parseInt(target.split(" ")[0]));
				for (String label : target.split(" ")[1].split("\\.")) {
					out.writeByte(label.length());
					out.writeBytes(label);
				}
				out.writeByte(0);
				records.add(bytes.toByteArray());
			}
		}
		return records;
	}

	private static String readName(ByteBuffer from) {
		StringBuilder name = new StringBuilder();
		int length = from.get();
		while (length > 0) {
			byte[] label = new byte[length];
			from.get(label);
			name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
			length = from.get();
		}
		return name.toString();
	}

	@Override
	public void close() {
		this.socket.close();
	}

}
