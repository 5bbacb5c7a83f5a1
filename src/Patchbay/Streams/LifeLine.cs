using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>
/// Puts one socket's events into sentences. Pure: events in, text out. Remembers what the end needs to know: which side sent the first FIN, and whether a
/// reset cut it short.
/// </summary>
/// <param name="portRange">The kernel's ephemeral ports (net.ipv4.ip_local_port_range), or null.</param>
sealed class LifeLine(string? portRange)
{
    bool _weFinishedFirst, _peerFinishedFirst, _isReset, _portTold;

    /// <summary>The step's name and its sentence.</summary>
    public (string Step, string Text) Tell(in SocketEvent step)
    {
        var isTcp = step.Tuple.Protocol == ProtocolType.Tcp;
        switch (step.Step)
        {
            case SocketStep.Created:
                return ("socket", $"a {(isTcp ? "TCP" : "Unix")} socket{(step.Descriptor >= 0 ? $", descriptor {step.Descriptor}" : "")}; it has no {(isTcp ? "port" : "address")} yet");
            case SocketStep.Bound:
                return ("bind", $"the socket is {step.Tuple.Local}");
            case SocketStep.Listening:
                return ("listen", "from now on the kernel completes handshakes for us");
            case SocketStep.Connecting:
                return ("connect", $"{(isTcp ? "SYN to" : "to")} {Remote(step)}{LentPort(step)}");
            case SocketStep.Connected:
                return ("connected", $"the {(isTcp ? "handshake" : "call")} took {Duration.Format(step.Duration)}{LentPort(step)}{(isTcp ? "; state ESTABLISHED" : "")}");
            case SocketStep.ConnectFailed:
                return ("failed", $"no connection after {Duration.Format(step.Duration)}: {Errno(step)}");
            case SocketStep.Accepted:
                return ("accept", $"a new socket for {step.Tuple.Remote}{(step.Descriptor >= 0 ? $", descriptor {step.Descriptor}" : "")}; the listener stays");
            case SocketStep.Received:
                return ("receive", $"{Bytes(step.Bytes)} from the kernel's receive buffer");
            case SocketStep.Sent:
                return ("send", $"{Bytes(step.Bytes)} taken by the kernel; the peer may not have them yet");
            case SocketStep.PeerFinished:
                _peerFinishedFirst = !_weFinishedFirst;
                return ("peer's end", $"a read of zero bytes: the peer sent its {(isTcp ? "FIN" : "end")} and will send no more" + (!isTcp ? "" : _peerFinishedFirst ? "; state CLOSE_WAIT" : "; both ends have finished"));
            case SocketStep.WeFinished:
                _weFinishedFirst = !_peerFinishedFirst;
                return ("half-close", isTcp
                    ? "our FIN follows the last byte; we can still receive" + (_weFinishedFirst ? "; state FIN_WAIT" : "; state LAST_ACK")
                    : "we send no more; we can still receive");
            case SocketStep.ResetByPeer:
                _isReset = true;
                return ("reset", $"the connection was cut by the peer or the kernel ({Errno(step)}); what was on its way is lost");
            case SocketStep.Aborted:
                _isReset = true;
                return ("abort", isTcp ? "we cut the connection with RST; unsent and unread bytes are lost" : "we cut the connection");
            case SocketStep.Annotated:
                return ("note", step.Note ?? "");
            case SocketStep.Closed:
                return ("close", "the descriptor is gone. " + (isTcp ? WhoKeepsTimeWait() : "A Unix socket leaves nothing behind."));
            default:
                return (step.Step.ToString(), step.Note ?? "");
        }
    }

    string WhoKeepsTimeWait()
    {
        if (_isReset)
        {
            return "After a reset nobody keeps TIME_WAIT.";
        }

        if (_weFinishedFirst)
        {
            return "We sent the first FIN, so this side keeps TIME_WAIT for 60 s: late segments must not reach a new connection on the same ports.";
        }

        return _peerFinishedFirst
            ? "The peer sent the first FIN, so it keeps TIME_WAIT; nothing stays here."
            : "No connection came about: nobody keeps TIME_WAIT.";
    }

    /// <summary>The ephemeral port, told with the first step that knows it.</summary>
    string LentPort(in SocketEvent step)
    {
        if (_portTold || step.Tuple.Local is not IPEndPoint { Port: > 0 } local)
        {
            return "";
        }

        _portTold = true;
        var range = portRange is null ? "" : $" out of {portRange}";
        return string.Create(CultureInfo.InvariantCulture, $"; the kernel lent port {local.Port}{range} at connect(), not at socket()");
    }

    static string Remote(in SocketEvent step) => step.Tuple.Remote?.ToString() ?? "the peer";

    static string Bytes(long count) => count == 1 ? "1 byte" : string.Create(CultureInfo.InvariantCulture, $"{count} bytes");

    static string Errno(in SocketEvent step) => step.Note ?? (step.Errno == 0 ? "no reason given" : new System.ComponentModel.Win32Exception(step.Errno).Message);
}
