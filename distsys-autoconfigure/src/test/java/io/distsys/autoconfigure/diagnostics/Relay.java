package io.distsys.autoconfigure.diagnostics;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Another address of a port of this machine, as Docker publishes one: what comes is
 * passed on, byte by byte, both ways.
 */
final class Relay implements Closeable {

	private final ServerSocket published;

	private final int port;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	/** Begin to pass on to a port of the loopback address. */
	Relay(int port) throws IOException {
		this.port = port;
		this.published = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		this.threads.execute(this::acceptUntilClosed);
	}

	String address() {
		return "127.0.0.1:" + this.published.getLocalPort();
	}

	private void acceptUntilClosed() {
		try {
			while (true) {
				Socket caller = this.published.accept();
				Socket called = new Socket(this.published.getInetAddress(), this.port);
				this.threads.execute(() -> passOn(caller, called));
				this.threads.execute(() -> passOn(called, caller));
			}
		}
		catch (IOException closed) {
			this.threads.shutdown();
		}
	}

	private static void passOn(Socket from, Socket to) {
		try (from; to) {
			from.getInputStream().transferTo(to.getOutputStream());
		}
		catch (IOException closed) {
			// The other direction has ended, and so does this one.
		}
	}

	@Override
	public void close() throws IOException {
		this.published.close();
	}

}
