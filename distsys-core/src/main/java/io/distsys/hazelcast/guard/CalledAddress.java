package io.distsys.hazelcast.guard;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * An address that a node is called by: IPv6, or IPv4 in it, and the port.
 *
 * @param ip 16 bytes in hexadecimal digits
 * @param port the port
 */
record CalledAddress(String ip, int port) {

	static final int LENGTH = 18;

	private static final int IP_LENGTH = 16;

	private static final int IPV4_LENGTH = 4;

	static CalledAddress of(InetSocketAddress address) {
		InetAddress host = address.getAddress();
		byte[] ip = new byte[IP_LENGTH];
		byte[] raw = (host != null) ? host.getAddress() : new byte[0];
		if (raw.length == IPV4_LENGTH) {
			ip[10] = (byte) 0xff;
			ip[11] = (byte) 0xff;
		}
		System.arraycopy(raw, 0, ip, IP_LENGTH - raw.length, raw.length);
		return new CalledAddress(HexFormat.of().formatHex(ip), address.getPort());
	}

	static CalledAddress read(byte[] from, int offset) {
		ByteBuffer buffer = ByteBuffer.wrap(from, offset, LENGTH);
		byte[] ip = new byte[IP_LENGTH];
		buffer.get(ip);
		return new CalledAddress(HexFormat.of().formatHex(ip), buffer.getShort() & 0xffff);
	}

	@Override
	public String toString() {
		try {
			return InetAddress.getByAddress(HexFormat.of().parseHex(this.ip)).getHostAddress() + ":" + this.port;
		}
		catch (UnknownHostException ex) {
			return this.ip + ":" + this.port;
		}
	}

	byte[] bytes() {
		return ByteBuffer.allocate(LENGTH).put(HexFormat.of().parseHex(this.ip)).putShort((short) this.port).array();
	}

}
