using Patchbay.Observation;

namespace Patchbay;

/// <summary>One form of the table.</summary>
interface ISocketWriter
{
    /// <summary>Writes a row; it is not kept.</summary>
    void Write(SocketRow row);

    /// <summary>Ends the table.</summary>
    /// <param name="missing">What could not be read.</param>
    void Finish(IReadOnlyList<string> missing);
}
