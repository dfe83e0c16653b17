package io.distsys.faults.register;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;

/**
 * A store outside of the cluster, reached by a socket in the file system, which no cut of
 * the network touches. It takes a write if its token is not smaller than the largest that
 * it has seen for the resource, and records each write in the order in which it decided.
 */
public final class FencedRegister implements AutoCloseable {

	private final Path path;

	private final ServerSocketChannel server;

	private final HistoryWriter history;

	private final Map<String, Long> largest = new HashMap<>();

	private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

	/**
	 * Open it.
	 * @param path the socket
	 * @param history where its writes are recorded
	 * @throws IOException if the socket cannot be opened
	 */
	public FencedRegister(Path path, HistoryWriter history) throws IOException {
		this.path = path;
		this.history = history;
		this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		this.server.bind(UnixDomainSocketAddress.of(path));
		start("accept", this::accept);
	}

	private static void start(String name, Runnable task) {
		Thread thread = new Thread(task, "faults-register-" + name);
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		try {
			while (true) {
				SocketChannel connection = this.server.accept();
				this.connections.add(connection);
				start("connection", () -> serve(connection));
			}
		}
		catch (AsynchronousCloseException ex) {
			// Closed by us.
		}
		catch (IOException ex) {
			throw new IllegalStateException("The register takes no more connections", ex);
		}
	}

	private void serve(SocketChannel connection) {
		try (connection;
				BufferedReader lines = new BufferedReader(
						new InputStreamReader(Channels.newInputStream(connection), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				String[] words = line.split(" ");
				long seen = write(words[0], Long.parseLong(words[1]), words[2]);
				connection.write(ByteBuffer.wrap((seen + "\n").getBytes(StandardCharsets.UTF_8)));
			}
		}
		catch (IOException ex) {
			// The writer was killed.
		}
		finally {
			this.connections.remove(connection);
		}
	}

	/** Returns the largest token: if it is the writer's, the write was taken. */
	synchronized long write(String resource, long token, String writer) {
		long seen = this.largest.merge(resource, token, Math::max);
		this.history.record((seen == token) ? EventKind.WROTE : EventKind.REFUSED, resource, token, writer);
		return seen;
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (SocketChannel connection : this.connections) {
			connection.close();
		}
		Files.deleteIfExists(this.path);
		this.history.close();
	}

}
