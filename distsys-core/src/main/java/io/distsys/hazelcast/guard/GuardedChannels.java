package io.distsys.hazelcast.guard;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import javax.net.ssl.SSLException;

import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.networking.ChannelInitializer;
import com.hazelcast.internal.networking.InboundHandler;
import com.hazelcast.internal.networking.OutboundHandler;
import org.jspecify.annotations.Nullable;

/** Puts the handlers of this package between the network and those of Hazelcast. */
final class GuardedChannels {

	private static final Supplier<byte[]> NO_BINDING = () -> new byte[0];

	private final MemberSecurity security;

	private final @Nullable SecretKeys keys;

	private final Doorkeeper door;

	private final Set<CalledAddress> publicAddresses;

	private final SecureRandom random = new SecureRandom();

	/**
	 * Create it.
	 * @param publicAddresses addresses that this member has for others, besides those
	 * that it listens at
	 */
	GuardedChannels(MemberSecurity security, Doorkeeper door, Set<CalledAddress> publicAddresses) {
		this.security = security;
		this.keys = security.secrets().isEmpty() ? null : new SecretKeys(security.secrets());
		this.door = door;
		this.publicAddresses = publicAddresses;
	}

	ChannelInitializer guard(ChannelInitializer ofHazelcast) {
		return (channel) -> {
			this.door.arrived(channel);
			List<OutboundHandler<?, ?>> out = new ArrayList<>();
			if (this.security.tls() != null) {
				TlsLink link = link(this.security.tls(), channel);
				channel.inboundPipeline().addLast(new TlsInbound(link));
				out.add(new TlsOutbound(link));
				addSecret(channel, link::binding, out);
			}
			else {
				addSecret(channel, NO_BINDING, out);
			}
			if (!this.security.isSet()) {
				channel.inboundPipeline().addLast(new GreetingInbound(this.door));
			}
			ofHazelcast.initChannel(channel);
			out.forEach(channel.outboundPipeline()::addLast);
		};
	}

	private TlsLink link(TlsEngines engines, Channel channel) throws SSLException {
		return new TlsLink(engines.create(channel.isClientMode()), channel, this.door, this.keys == null);
	}

	private void addSecret(Channel channel, Supplier<byte[]> binding, List<OutboundHandler<?, ?>> out) {
		if (this.keys != null) {
			SecretGate gate = new SecretGate(handshake(this.keys, channel, binding), channel, this.door);
			InboundHandler<?, ?> in = new SecretInbound(gate);
			channel.inboundPipeline().addLast(in);
			out.add(0, new SecretOutbound(gate));
		}
	}

	private SecretHandshake handshake(SecretKeys own, Channel channel, Supplier<byte[]> binding) {
		if (channel.isClientMode()) {
			CalledAddress called = CalledAddress.of((InetSocketAddress) channel.remoteSocketAddress());
			return new SecretHandshake.Caller(own, binding, called.bytes(), this.random);
		}
		List<CalledAddress> addresses = new ArrayList<>(this.publicAddresses);
		addresses.add(CalledAddress.of((InetSocketAddress) channel.localSocketAddress()));
		return new SecretHandshake.Called(own, binding, addresses, this.random);
	}

}
