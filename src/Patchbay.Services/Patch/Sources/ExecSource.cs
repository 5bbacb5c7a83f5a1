using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>Starts a command for each patch.</summary>
public sealed class ExecSource : EndSource
{
    readonly string _name;
    readonly IReadOnlyList<string> _words;
    readonly ExecSettings _settings;
    readonly LayerStack _layers;

    /// <summary>A command that is not started yet.</summary>
    /// <param name="address">An address of kind Exec.</param>
    /// <param name="layers">The layers of the address: a command is a server to them, as ssh HOST nc DB 5432 is.</param>
    /// <param name="ownGroup">Each is one of many, and gets a process group of its own; one that runs alone shares our terminal.</param>
    /// <exception cref="AddressNotSupportedException">This is no Linux.</exception>
    public ExecSource(Address address, LayerStack layers, bool ownGroup)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!OperatingSystem.IsLinux())
        {
            throw new AddressNotSupportedException(address, "commands are started on Linux only");
        }

        _layers = layers;
        _words = CommandWords.Split(address.Target!);
        _name = $"{string.Concat(address.Layers.Select(static layer => layer + "+"))}exec:{_words[0]}";
        _settings = new ExecSettings
        {
            Directory = address.FindOption("cwd")?.Value,
            Terminal = address.FindOption("pty") is not null,
            WithError = address.FindOption("stderr") is not null,
            OwnGroup = ownGroup,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="EndException">It cannot be started.</exception>
    /// <exception cref="LayerException">It and we do not agree on a layer.</exception>
    public override async ValueTask<PatchEnd?> NextAsync(PatchEnd? peer, CancellationToken cancellationToken)
    {
        var command = ExecEnd.Start(_name, _words, _settings, PeerVariables.Environment(Environment.GetEnvironmentVariables(), peer));
        if (_layers.IsEmpty)
        {
            return command;
        }

        var connection = new EndConnection(command);
        connection.Features.Set(ConnectSource.OnBehalfOf(peer));
        try
        {
            return new ConnectionEnd(await _layers.ConnectAsync(connection, cancellationToken), _name, carrier: command);
        }
        catch (LayerException error)
        {
            // A command that failed says more than the handshake that missed its answer.
            throw new LayerException(error.Failure, $"{_name}: {error.Message.TrimEnd('.')}{(command.Failure is { } failure ? $"; {failure}" : "")}", error.Hint, error);
        }
    }
}
