using System.Net;

namespace Patchbay.Services.Web;

/// <summary>The end point under which Kestrel gets the connections of one protocol.</summary>
/// <param name="name">The protocol, for Kestrel's messages.</param>
sealed class HandoverEndPoint(string name) : EndPoint
{
    public override string ToString() => name;
}
