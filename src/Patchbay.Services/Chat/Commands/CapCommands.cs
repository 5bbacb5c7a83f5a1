namespace Patchbay.Services.Chat;

/// <summary>CAP (https://ircv3.net/specs/extensions/capability-negotiation).</summary>
internal sealed class CapCommands(ChatCore core, Outbox outbox, Registration registration)
{
    const Capabilities All = (Capabilities)((1 << 17) - 1);

    Capabilities Available => core.Identity.HasLogins ? All : All & ~Capabilities.Sasl;

    public void Cap(ChatClient client, IrcMessage message)
    {
        switch (message[0].ToUpperInvariant())
        {
            case "LS":
                client.IsNegotiating |= !client.IsRegistered;
                if (int.TryParse(message[1], out var version) && version >= 302)
                {
                    client.KnowsCapabilityValues = true;
                    client.Capabilities |= Capabilities.CapNotify;
                }

                Answer(client, "LS", CapabilityNames.Join(Available, client.KnowsCapabilityValues));
                break;
            case "LIST":
                Answer(client, "LIST", CapabilityNames.Join(client.Capabilities, withValues: false));
                break;
            case "REQ":
                client.IsNegotiating |= !client.IsRegistered;
                Request(client, message[1]);
                break;
            case "END":
                if (!client.IsRegistered)
                {
                    client.IsNegotiating = false;
                    registration.TryFinish(client);
                }

                break;
            default:
                outbox.Reply(client, Numeric.ERR_INVALIDCAPCMD, message[0]);
                break;
        }
    }

    /// <summary>All of it or nothing.</summary>
    void Request(ChatClient client, string names)
    {
        var set = client.Capabilities;
        foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var removes = name.StartsWith('-');
            var capability = CapabilityNames.Find(removes ? name[1..] : name) & Available;
            // cap-notify cannot be left by who came with CAP LS 302.
            if (capability == Capabilities.None || (removes && capability == Capabilities.CapNotify && client.KnowsCapabilityValues))
            {
                Answer(client, "NAK", names);
                return;
            }

            set = removes ? set & ~capability : set | capability;
        }

        client.Capabilities = set;
        Answer(client, "ACK", names);
    }

    void Answer(ChatClient client, string subcommand, string names) => outbox.Send(client, outbox.FromServer("CAP", names, client.Name, subcommand));
}
