namespace Patchbay.Services.Chat;

/// <summary>AUTHENTICATE, and what becomes of it (https://ircv3.net/specs/extensions/sasl-3.1, sasl-3.2).</summary>
internal sealed class LoginCommands(ChatCore core, Outbox outbox, Registration registration)
{
    public void Authenticate(ChatClient client, IrcMessage message)
    {
        var sasl = client.Sasl;
        if (!client.Has(Capabilities.Sasl) || sasl.IsChecking)
        {
            outbox.Reply(client, Numeric.ERR_SASLFAIL);
        }
        else if (client.Account is not null)
        {
            outbox.Reply(client, Numeric.ERR_SASLALREADY);
        }
        else if (message[0] == "*")
        {
            sasl.End();
            outbox.Reply(client, Numeric.ERR_SASLABORTED);
        }
        else if (sasl.IsOpen)
        {
            Continue(client, message[0]);
        }
        else if (message[0].Equals("PLAIN", StringComparison.OrdinalIgnoreCase))
        {
            sasl.Begin();
            outbox.Send(client, new SharedLine(core.Now, core.Identity.Server, "AUTHENTICATE", ["+"], null));
        }
        else
        {
            outbox.Reply(client, Numeric.RPL_SASLMECHS, "PLAIN");
            outbox.Reply(client, Numeric.ERR_SASLFAIL);
        }
    }

    /// <summary>The answer to what <see cref="IChatLink.CheckLogin"/> asked.</summary>
    public void Finished(ChatClient client, ChatLogin login)
    {
        var sasl = client.Sasl;
        sasl.IsChecking = false;
        if (sasl.Label is { } label)
        {
            sasl.Label = null;
            outbox.BeginLabel(client, label);
        }

        if (login.Account is { } account)
        {
            (client.Account, client.MaySpeak) = (account, login.MayWrite || !core.Identity.RequiresLogin);
            outbox.ReplyText(client, Numeric.RPL_LOGGEDIN, $"You are now logged in as {account}", client.Source, account);
            if (!sasl.IsByPass)
            {
                outbox.Reply(client, Numeric.RPL_SASLSUCCESS);
            }

            if (client.IsRegistered)
            {
                outbox.ToNeighbours(client, outbox.Line(client.Source, "ACCOUNT", null, account), Capabilities.AccountNotify);
            }
        }
        else if (sasl.IsByPass)
        {
            outbox.Reply(client, Numeric.ERR_PASSWDMISMATCH);
            outbox.Close(client, login.Why.Length > 0 ? login.Why : "Password incorrect");
        }
        else
        {
            outbox.ReplyText(client, Numeric.ERR_SASLFAIL, $"{NumericTexts.Of(Numeric.ERR_SASLFAIL)}{(login.Why.Length > 0 ? ": " : "")}{login.Why}");
            if (++sasl.Failures >= core.Limits.LoginAttempts)
            {
                outbox.EndLabel();
                outbox.Close(client, "Too many SASL authentication failures");
                return;
            }
        }

        outbox.EndLabel();
        sasl.IsByPass = false;
        registration.TryFinish(client);
    }

    void Continue(ChatClient client, string chunk)
    {
        switch (client.Sasl.Take(chunk, out var name, out var password))
        {
            case SaslStep.Whole:
                client.Sasl.IsChecking = true;
                client.Sasl.Label = outbox.Postpone(client);
                client.Link.CheckLogin(name, password);
                break;
            case SaslStep.Malformed:
                outbox.Reply(client, Numeric.ERR_SASLFAIL);
                break;
            case SaslStep.TooLong:
                client.Sasl.End();
                outbox.Reply(client, Numeric.ERR_SASLTOOLONG);
                break;
            default:
                break;
        }
    }
}
