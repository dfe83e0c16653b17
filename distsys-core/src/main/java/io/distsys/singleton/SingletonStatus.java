package io.distsys.singleton;

import java.time.Duration;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of a singleton.
 *
 * @param name its name
 * @param guarantee what is promised of it, or {@literal null} if it is not registered
 * here and nobody owns it
 * @param state how far it is here
 * @param inStateFor for how long
 * @param owner the node that owns it, or {@literal null} if none does
 * @param ownerName the owner's name for people, or {@literal null} if it is not in view
 * @param token the token of the grant, or {@literal null} if nobody owns it
 * @param tableState how far the owner is, or {@literal null} if nobody owns it
 * @since 0.1
 */
public record SingletonStatus(String name, @Nullable Guarantee guarantee, SingletonState state, Duration inStateFor,
		@Nullable NodeId owner, @Nullable String ownerName, @Nullable FencingToken token,
		Ownership.@Nullable State tableState) {

}
