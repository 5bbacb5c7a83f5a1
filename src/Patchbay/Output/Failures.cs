using System.Net.Sockets;
using Patchbay.Observation;
using Patchbay.Probing;
using Patchbay.Services;
using Patchbay.Services.Accounts;
using Patchbay.Services.Patch;
using Patchbay.Services.Transfer;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Every error a command can end with, as people and scripts see it.</summary>
static class Failures
{
    public static UserError Explain(Exception error) => error switch
    {
        UserError ours => ours,
        AddressFormatException address => new(ExitCode.BadAddress, address.Message.TrimEnd('.'), AddressDiagnostic.Render(address), address),
        AddressNotSupportedException unsupported => new(ExitCode.Unsupported, unsupported.Message.TrimEnd('.'), unsupported.Hint ?? $"`{ProgramName.Current} address ADDRESS` shows how an address is read.", unsupported),
        AccountException account => new(ExitCode.Other, account.Message, account.Hint, account),
        ConfigurationException configuration => new(ExitCode.Usage, configuration.Message, configuration.Hint, configuration),
        EngineUnavailableException engine => new(ExitCode.Unsupported, engine.Message.TrimEnd('.'), "--engine auto takes what runs here.", engine),
        BindException bind => new(bind.Failure == BindFailure.Denied ? ExitCode.Permission : ExitCode.BindFailed, bind.Message, bind.Hint, bind),
        ConnectException connect => new(CodeOf(connect.Outcome), connect.Message.TrimEnd('.'), connect.Hint, connect),
        LayerException layer => new(CodeOf(layer.Failure), layer.Message.TrimEnd('.'), layer.Hint, layer),
        DatagramException datagram => new(CodeOf(datagram.SocketError), datagram.Message.TrimEnd('.'), datagram.Hint, datagram),
        TransferException transfer => new(CodeOf(transfer.Failure), transfer.Message, transfer.Hint, transfer),
        EndException end => new(CodeOf(end.Failure), end.Message, end.Hint, end),
        RawSocketException raw => new(CodeOf(raw.Failure), raw.Message.TrimEnd('.'), raw.Hint, raw),
        FilterFormatException filter => new(ExitCode.Usage, filter.Message, filter.Render(), filter),
        ObservationException observation => new(CodeOf(observation.Failure), observation.Message, observation.Hint, observation),
        ScanException scan => new(CodeOf(scan.Failure), scan.Message, scan.Hint, scan),
        UnauthorizedAccessException denied => new(ExitCode.Permission, denied.Message.TrimEnd('.'), "Choose another place, or run as a user who may.", denied),
        _ => new(ExitCode.Other, error.Message.TrimEnd('.'), "--verbose shows the details.", error),
    };

    static ExitCode CodeOf(LayerFailure failure) => failure switch
    {
        LayerFailure.Configuration => ExitCode.Usage,
        LayerFailure.Tls => ExitCode.TlsFailed,
        LayerFailure.Certificate => ExitCode.Certificate,
        LayerFailure.Proxy => ExitCode.Proxy,
        LayerFailure.Upgrade => ExitCode.HttpRefused,
        LayerFailure.TimedOut => ExitCode.TimedOut,
        _ => ExitCode.ReceiveFailed,
    };

    static ExitCode CodeOf(TransferFailure failure) => failure switch
    {
        TransferFailure.BadUrl => ExitCode.BadAddress,
        TransferFailure.Unsupported => ExitCode.Unsupported,
        TransferFailure.WeirdReply => ExitCode.WeirdReply,
        TransferFailure.Denied => ExitCode.Permission,
        TransferFailure.NoDataConnection => ExitCode.NoDataConnection,
        TransferFailure.Partial => ExitCode.Partial,
        TransferFailure.HttpStatus => ExitCode.HttpRefused,
        TransferFailure.CannotWrite => ExitCode.CannotWrite,
        TransferFailure.CannotRead => ExitCode.CannotRead,
        TransferFailure.UploadRefused => ExitCode.UploadRefused,
        TransferFailure.TimedOut => ExitCode.TimedOut,
        TransferFailure.CannotResume => ExitCode.CannotResume,
        TransferFailure.Redirect => ExitCode.Redirect,
        TransferFailure.NoTls => ExitCode.NoTls,
        TransferFailure.LoginDenied => ExitCode.LoginDenied,
        TransferFailure.DiskFull => ExitCode.DiskFull,
        TransferFailure.NoSuchFile => ExitCode.NoSuchFile,
        TransferFailure.ReceiveFailed => ExitCode.ReceiveFailed,
        TransferFailure.SendFailed => ExitCode.SendFailed,
        _ => ExitCode.Other,
    };

    static ExitCode CodeOf(EndFailure failure) => failure switch
    {
        EndFailure.Denied => ExitCode.Permission,
        EndFailure.CommandNotFound => ExitCode.CommandNotFound,
        EndFailure.CommandNotRunnable => ExitCode.NotRunnable,
        _ => ExitCode.Other,
    };

    static ExitCode CodeOf(ObservationFailure failure) => failure switch
    {
        ObservationFailure.Denied => ExitCode.Permission,
        ObservationFailure.Unsupported => ExitCode.Unsupported,
        ObservationFailure.CommandNotFound => ExitCode.CommandNotFound,
        ObservationFailure.CommandNotRunnable => ExitCode.NotRunnable,
        _ => ExitCode.Other,
    };

    static ExitCode CodeOf(RawFailure failure) => failure switch
    {
        RawFailure.Denied => ExitCode.Permission,
        RawFailure.NameNotResolved => ExitCode.NameNotResolved,
        RawFailure.NoInterface => ExitCode.BindFailed,
        RawFailure.NoProtocol => ExitCode.Unsupported,
        RawFailure.Unreachable => ExitCode.CannotConnect,
        _ => ExitCode.Other,
    };

    static ExitCode CodeOf(ScanFailure failure) => failure switch
    {
        ScanFailure.BadInput => ExitCode.Usage,
        ScanFailure.NameNotResolved => ExitCode.NameNotResolved,
        ScanFailure.Denied or ScanFailure.Forbidden => ExitCode.Permission,
        ScanFailure.Unsupported => ExitCode.Unsupported,
        ScanFailure.BadFile => ExitCode.CannotRead,
        _ => ExitCode.Other,
    };

    static ExitCode CodeOf(SocketError error) => error switch
    {
        SocketError.AccessDenied => ExitCode.Permission,
        SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable => ExitCode.CannotConnect,
        _ => ExitCode.SendFailed,
    };

    public static ExitCode CodeOf(ConnectOutcome outcome) => outcome switch
    {
        ConnectOutcome.Open => ExitCode.Done,
        ConnectOutcome.NameNotResolved => ExitCode.NameNotResolved,
        ConnectOutcome.TimedOut or ConnectOutcome.Cancelled => ExitCode.TimedOut,
        ConnectOutcome.NoLocalAddress => ExitCode.BindFailed,
        _ => ExitCode.CannotConnect,
    };
}
