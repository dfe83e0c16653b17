package io.distsys.faults.register;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** Writes to a {@link FencedRegister}. Thread-safe; one write at a time. */
public final class RegisterClient implements AutoCloseable {

	private final UnixDomainSocketAddress address;

	private final String writer;

	private @Nullable SocketChannel connection;

	/**
	 * Create it; it connects with the first write.
	 * @param path the socket of the register
	 * @param writer who writes
	 */
	public RegisterClient(Path path, String writer) {
		this.address = UnixDomainSocketAddress.of(path);
		this.writer = writer;
	}

	/**
	 * Write with a token.
	 * @param resource the resource
	 * @param token the token
	 * @return whether the register took it
	 * @throws IOException if that is not known: the thread was interrupted, or the
	 * register has gone
	 */
	public synchronized boolean write(String resource, long token) throws IOException {
		SocketChannel open = this.connection;
		if (open == null || !open.isOpen()) {
			open = SocketChannel.open(this.address);
			this.connection = open;
		}
		boolean done = false;
		try {
			String line = resource + " " + token + " " + this.writer + "\n";
			open.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
			boolean taken = readNumber(open) == token;
			done = true;
			return taken;
		}
		finally {
			if (!done) {
				open.close();
			}
		}
	}

	private static long readNumber(SocketChannel open) throws IOException {
		ByteBuffer one = ByteBuffer.allocate(1);
		StringBuilder digits = new StringBuilder();
		while (true) {
			if (open.read(one.clear()) < 0) {
				throw new IOException("The register has closed the connection");
			}
			if (one.get(0) == '\n') {
				return Long.parseLong(digits.toString());
			}
			digits.append((char) one.get(0));
		}
	}

	@Override
	public synchronized void close() throws IOException {
		if (this.connection != null) {
			this.connection.close();
		}
	}

}
