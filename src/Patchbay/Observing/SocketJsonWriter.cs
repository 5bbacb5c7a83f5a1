using Patchbay.Observation;

namespace Patchbay;

/// <summary>Sockets as JSON.</summary>
sealed class SocketJsonWriter(Stream output, bool lines) : ISocketWriter, IDisposable
{
    readonly JsonRows _rows = new(output, "sockets", "socket", lines);

    public void Write(SocketRow row)
    {
        SocketJson.Write(_rows.BeginRow(), row);
        _rows.EndRow();
    }

    public void Finish(IReadOnlyList<string> missing) => _rows.Finish(missing);

    public void Dispose() => _rows.Dispose();
}
