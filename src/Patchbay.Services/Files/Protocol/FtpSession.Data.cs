using System.Globalization;
using System.Net;

namespace Patchbay.Services.Files;

/// <summary>Data connections and what goes over them.</summary>
sealed partial class FtpSession
{
    // RFC 2577 section 3: not to where services live.
    const int FirstActivePort = 1024;

    // RFC 959 section 5.1: the type at the beginning.
    bool _isAscii = true;
    long _offset;
    DataMode _data;
    IPEndPoint? _connectTo;
    bool _isExtendedOnly;
    int _aborts;
    TransferRequest? _transfer;

    enum DataMode
    {
        None,
        Passive,
        Active,
    }

    internal void Type(string type)
    {
        switch (type.ToUpperInvariant())
        {
            case "A" or "A N":
                _isAscii = true;
                Say(200, "Switching to ASCII mode.");
                break;
            case "I" or "L 8":
                _isAscii = false;
                Say(200, "Switching to Binary mode.");
                break;
            case "E" or "E N" or "A T" or "A C" or "E T" or "E C" or ['L', ' ', ..]:
                Say(504, "Only the types A N, I and L 8 are supported.");
                break;
            default:
                Say(501, "There is no such type.");
                break;
        }
    }

    internal void Mode(string mode) => Choose(mode, "S", "BC", "Mode set to S.", "Only mode S is supported.");

    internal void Structure(string structure) => Choose(structure, "F", "RP", "Structure set to F.", "Only structure F is supported.");

    internal void Passive()
    {
        if (_isExtendedOnly)
        {
            Say(501, "After EPSV ALL there is only EPSV.");
        }
        else if (_settings.IsIPv6)
        {
            Say(425, "PASV can only tell an IPv4 address: use EPSV.");
        }
        else
        {
            Listen(isExtended: false);
        }
    }

    internal void ExtendedPassive(string family)
    {
        if (family.Equals("ALL", StringComparison.OrdinalIgnoreCase))
        {
            _isExtendedOnly = true;
            Say(200, "EPSV ALL ok.");
        }
        else if (family.Length == 0 || family == (_settings.IsIPv6 ? "2" : "1"))
        {
            Listen(isExtended: true);
        }
        else
        {
            Say(522, $"Network protocol not supported, use ({(_settings.IsIPv6 ? 2 : 1)}).");
        }
    }

    internal void Port(string argument) => ConnectTo(DataAddress.ParsePort(argument), "PORT");

    internal void ExtendedPort(string argument)
    {
        var address = DataAddress.ParseExtendedPort(argument, out var isUnknownFamily);
        if (isUnknownFamily)
        {
            Say(522, "Network protocol not supported, use (1,2).");
        }
        else
        {
            ConnectTo(address, "EPRT");
        }
    }

    internal void Restart(string argument)
    {
        if (!long.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            Say(501, "REST needs a number of bytes.");
        }
        else if (offset > 0 && _isAscii)
        {
            Say(501, "Restarting is not possible in ASCII mode: send TYPE I first.");
        }
        else
        {
            _offset = offset;
            Say(350, string.Create(CultureInfo.InvariantCulture, $"Restart position accepted ({offset})."));
        }
    }

    /// <summary>LIST and NLST, which take flags of ls(1) and patterns.</summary>
    internal void Listing(TransferKind kind, string argument)
    {
        var (path, pattern) = SplitPattern(WithoutFlags(argument));
        Transfer(kind, path, pattern);
    }

    internal void Transfer(TransferKind kind, string argument, string? pattern = null)
    {
        var (offset, data, connectTo) = (_offset, _data, _connectTo);
        _offset = 0;
        if (_directory.Resolve(argument) is not { } path)
        {
            Say(553, "File name not allowed.");
        }
        else if (data == DataMode.None)
        {
            Say(425, "Use PORT or PASV first.");
        }
        else if (_settings.RequiresTls && !_isAnonymous && !_isProtected)
        {
            Say(522, "Data connections must be encrypted: send PBSZ 0 and PROT P first.");
        }
        else if (offset > 0 && _isAscii && kind is TransferKind.Retrieve or TransferKind.Store or TransferKind.Append)
        {
            Say(501, "Restarting is not possible in ASCII mode.");
        }
        else
        {
            // A data connection serves one transfer.
            (_data, _connectTo, _aborts) = (DataMode.None, null, 0);
            _transfer = new TransferRequest(kind, path, pattern, offset, _isAscii, _isProtected, connectTo, _facts) { Shown = argument };
            Await<FtpOutcome.TransferReady>(new FtpAction.PrepareTransfer(_transfer), Ready);
        }
    }

    /// <summary>ABOR without a transfer.</summary>
    internal void AbortNothing()
    {
        DropData();
        Say(225, "No transfer to ABOR.");
    }

    void Listen(bool isExtended)
    {
        DropData();
        Await<FtpOutcome.Listening>(new FtpAction.Listen(isExtended), outcome =>
        {
            if (outcome.At is not { } at)
            {
                Say(425, "No port is free for a data connection; try again later.");
                return;
            }

            _data = DataMode.Passive;
            Say(isExtended ? 229 : 227, isExtended ? DataAddress.FormatExtendedPassive(at.Port) : DataAddress.FormatPassive(at.Address, at.Port));
        });
    }

    /// <summary>Only to the client itself: whoever could name another would scan and attack with our address (FTP bounce, RFC 2577).</summary>
    void ConnectTo(IPEndPoint? address, string verb)
    {
        DropData();
        if (_isExtendedOnly)
        {
            Say(501, "After EPSV ALL there is only EPSV.");
        }
        else if (address is null || address.Port < FirstActivePort || !address.Address.Equals(_settings.Peer))
        {
            Say(500, $"Illegal {verb} command.");
        }
        else
        {
            (_data, _connectTo) = (DataMode.Active, address);
            Say(200, $"{verb} command successful. Consider using {(verb == "PORT" ? "PASV" : "EPSV")}.");
        }
    }

    void DropData()
    {
        if (_data != DataMode.None)
        {
            (_data, _connectTo) = (DataMode.None, null);
            _actions.Enqueue(new FtpAction.CloseData());
        }
    }

    void Ready(FtpOutcome.TransferReady outcome)
    {
        if (outcome.Failure != TransferFailure.None)
        {
            EndTransfer(outcome.Failure, outcome.File);
            return;
        }

        var transfer = _transfer!;
        var mode = transfer.IsAscii ? "ASCII" : "BINARY";
        Say(150, transfer.Kind switch
        {
            TransferKind.Retrieve => string.Create(CultureInfo.InvariantCulture, $"Opening {mode} mode data connection for {outcome.Name} ({outcome.Size} bytes)."),
            TransferKind.StoreUnique => $"FILE: {outcome.Name}",
            TransferKind.Store or TransferKind.Append => $"Opening {mode} mode data connection for {outcome.Name}.",
            _ => "Here comes the directory listing.",
        });
        Await<FtpOutcome.TransferEnded>(new FtpAction.RunTransfer(), ended => EndTransfer(ended.Failure, ended.File));
    }

    void AbortTransfer()
    {
        if (_aborts++ == 0)
        {
            _actions.Enqueue(new FtpAction.AbortTransfer());
        }
    }

    void EndTransfer(TransferFailure failure, FileFailure file)
    {
        var isListing = _transfer is { IsUpload: false, IsDownload: false };
        _transfer = null;
        switch (failure)
        {
            case TransferFailure.None:
                Say(226, isListing ? "Directory send OK." : "Transfer complete.");
                break;
            case TransferFailure.File:
                _actions.Enqueue(new FtpAction.Reply(FileReplies.For(file)));
                break;
            case TransferFailure.NoConnection:
                Say(425, "Failed to establish connection.");
                break;
            case TransferFailure.Tls:
                Say(522, "TLS on the data connection failed.");
                break;
            case TransferFailure.Stalled:
                Say(426, "The data connection stood still for too long; transfer aborted.");
                break;
            default:
                Say(426, failure == TransferFailure.Aborted ? "Transfer aborted. Data connection closed." : "The data connection broke; transfer aborted.");
                break;
        }

        // RFC 959 section 4.1.3: the answer to the transfer first, then the one to ABOR.
        for (; _aborts > 0; _aborts--)
        {
            Say(226, "ABOR successful.");
        }
    }

    void TransferStatus() =>
        SayLines(211, "Status:", [$"{_transfer!.Kind} {_transfer.Path}: {Transferred().ToString(CultureInfo.InvariantCulture)} bytes so far"], "End of status");

    void Choose(string value, string right, string others, string done, string unsupported)
    {
        if (value.Equals(right, StringComparison.OrdinalIgnoreCase))
        {
            Say(200, done);
        }
        else
        {
            var isKnown = value.Length == 1 && others.Contains(value, StringComparison.OrdinalIgnoreCase);
            Say(isKnown ? 504 : 501, isKnown ? unsupported : "There is no such value.");
        }
    }

    /// <summary>Without <c>-la</c> and the like, which clients send as to ls(1).</summary>
    static string WithoutFlags(string argument)
    {
        while (argument.StartsWith('-'))
        {
            var space = argument.IndexOf(' ', StringComparison.Ordinal);
            argument = space < 0 ? "" : argument[space..].TrimStart(' ');
        }

        return argument;
    }

    static (string Path, string? Pattern) SplitPattern(string argument)
    {
        var last = argument.LastIndexOf('/') + 1;
        return FileGlob.IsPattern(argument[last..]) ? (last == 0 ? "" : argument[..last], argument[last..]) : (argument, null);
    }
}
