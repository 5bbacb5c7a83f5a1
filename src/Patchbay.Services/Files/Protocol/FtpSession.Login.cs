using System.Globalization;

namespace Patchbay.Services.Files;

/// <summary>Who the client is, and TLS (RFC 4217).</summary>
sealed partial class FtpSession
{
    string? _user;
    bool _isAnonymous, _isTls, _hasBufferSize, _isProtected;
    int _loginTries;

    /// <summary>USER and PASS were right.</summary>
    public bool IsLoggedIn { get; private set; }

    internal void User(string name)
    {
        LogOut();
        var isAnonymous = _settings.AllowsAnonymous && name.ToUpperInvariant() is "ANONYMOUS" or "FTP";
        if (_settings.RequiresTls && !_isTls && !isAnonymous)
        {
            Say(530, _settings.OffersTls ? "Passwords are taken under TLS only: send AUTH TLS first." : "Passwords are taken under TLS only.");
            return;
        }

        (_user, _isAnonymous) = (name, isAnonymous);
        Say(331, isAnonymous ? "Anonymous login ok; any password will do." : "Please specify the password.");
    }

    internal void Pass(string password)
    {
        if (IsLoggedIn)
        {
            Say(202, "Already logged in.");
            return;
        }

        if (_user is not { } name)
        {
            Say(503, "Login with USER first.");
            return;
        }

        _user = null;
        Await<FtpOutcome.LoggedIn>(new FtpAction.CheckLogin(name, password, _isAnonymous), LoggedIn);
    }

    internal void Reinitialize()
    {
        LogOut();
        (_hasBufferSize, _isProtected, _facts) = (false, false, MlstFacts.All);
        Say(220, "Service ready for new user.");
    }

    internal void Quit()
    {
        Say(221, "Goodbye.");
        Close();
    }

    internal void Auth(string mechanism)
    {
        if (mechanism.ToUpperInvariant() is not ("TLS" or "TLS-C"))
        {
            Say(504, "Only AUTH TLS is supported.");
        }
        else if (!_settings.OffersTls)
        {
            Say(431, "There is no certificate for TLS.");
        }
        else if (_isTls)
        {
            Say(503, "The connection is under TLS already.");
        }
        else
        {
            // Whoever sits in between could have put commands behind AUTH: none of them may be obeyed under TLS.
            _waiting.Clear();
            _isStartingTls = true;
            Say(234, "Proceed with negotiation.");
            Await<FtpOutcome.TlsStarted>(new FtpAction.StartTls(), _ =>
            {
                LogOut();
                (_isStartingTls, _isTls) = (false, true);
            });
        }
    }

    internal void ProtectionBuffer(string size)
    {
        if (!_isTls)
        {
            Say(503, "Send AUTH TLS first.");
        }
        else if (!uint.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            Say(501, "PBSZ needs a number.");
        }
        else
        {
            _hasBufferSize = true;
            Say(200, "PBSZ set to 0.");
        }
    }

    internal void Protection(string level)
    {
        switch (level.ToUpperInvariant())
        {
            case "C" or "P" or "S" or "E" when !_hasBufferSize:
                Say(503, "Send PBSZ first.");
                break;
            case "P":
                _isProtected = true;
                Say(200, "PROT now Private.");
                break;
            case "C":
                _isProtected = false;
                Say(200, "PROT now Clear.");
                break;
            case "S" or "E":
                Say(536, "TLS has the levels C and P only.");
                break;
            default:
                Say(504, "There is no such level.");
                break;
        }
    }

    void LoggedIn(FtpOutcome.LoggedIn outcome)
    {
        switch (outcome.Result)
        {
            case LoginAnswer.Accepted:
                IsLoggedIn = true;
                Say(230, "Login successful.");
                return;
            case LoginAnswer.Refused:
                End($"Too many failed logins; try again in {Math.Max(1, (int)Math.Ceiling(outcome.RetryAfter.TotalSeconds))} s.");
                return;
        }

        if (++_loginTries >= _settings.MaxLoginTries)
        {
            End("Too many failed logins.");
            return;
        }

        Say(530, outcome.Result == LoginAnswer.Wrong ? "Login incorrect." : "This user may not use files.");
    }

    /// <summary>Everything that belongs to a user as at the beginning. TLS stays, and PROT, which RFC 4217 section 12 sends before USER.</summary>
    void LogOut()
    {
        if (IsLoggedIn || _data != DataMode.None)
        {
            _actions.Enqueue(new FtpAction.CloseData());
            _actions.Enqueue(new FtpAction.LogOut());
        }

        (_user, _isAnonymous, IsLoggedIn) = (null, false, false);
        (_isAscii, _offset, _data, _connectTo, _isExtendedOnly) = (true, 0, DataMode.None, null, false);
        (_directory, _renameFrom) = (VirtualPath.Root, null);
    }
}
