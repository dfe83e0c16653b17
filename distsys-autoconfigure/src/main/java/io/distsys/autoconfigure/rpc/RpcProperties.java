package io.distsys.autoconfigure.rpc;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Remote services.
 *
 * @param callTimeout how long a call of a remote service may take, retries included
 * @param maxCalls how many calls of one service wait for a thread or run on a node at
 * once; further ones are refused
 */
@ConfigurationProperties("distsys.rpc")
record RpcProperties(@DefaultValue("10s") Duration callTimeout, @DefaultValue("1000") int maxCalls) {

}
