namespace Patchbay.Services.Chat;

/// <summary>What RPL_ISUPPORT says (https://modern.ircdocs.horse/#rplisupport-parameters). Each token is what the server does, by the same limits.</summary>
internal static class Isupport
{
    public static IEnumerable<string> Tokens(ChatLimits limits, ChatIdentity identity)
    {
        yield return FormattableString.Invariant($"AWAYLEN={limits.Away}");
        yield return "CASEMAPPING=ascii";
        yield return FormattableString.Invariant($"CHANLIMIT=#:{limits.ChannelsPerClient}");
        yield return "CHANMODES=Ibe,k,l,imnst";
        yield return FormattableString.Invariant($"CHANNELLEN={limits.ChannelName}");
        yield return "CHANTYPES=#";
        yield return "ELIST=MU";
        yield return "EXCEPTS=e";
        yield return "INVEX=I";
        yield return FormattableString.Invariant($"KEYLEN={limits.Key}");
        yield return FormattableString.Invariant($"KICKLEN={limits.Kick}");
        yield return FormattableString.Invariant($"MAXLIST=Ibe:{limits.ListEntries}");
        yield return FormattableString.Invariant($"MAXTARGETS={limits.Targets}");
        yield return FormattableString.Invariant($"MODES={limits.Modes}");
        yield return $"NETWORK={identity.Network}";
        yield return FormattableString.Invariant($"NICKLEN={limits.Nick}");
        yield return "PREFIX=(ov)@+";
        yield return "STATUSMSG=@+";
        yield return FormattableString.Invariant($"TARGMAX=JOIN:,KICK:{limits.Targets},LIST:,NAMES:,NOTICE:{limits.Targets},PART:,PRIVMSG:{limits.Targets},TAGMSG:{limits.Targets},WHOIS:1");
        yield return FormattableString.Invariant($"TOPICLEN={limits.Topic}");
        yield return FormattableString.Invariant($"USERLEN={limits.User}");
        yield return "UTF8ONLY";
        if (limits.History > 0)
        {
            yield return FormattableString.Invariant($"CHATHISTORY={limits.HistoryRequest}");
            yield return "MSGREFTYPES=msgid,timestamp";
        }
    }
}
