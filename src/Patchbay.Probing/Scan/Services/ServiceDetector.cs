using System.Net;

namespace Patchbay.Probing;

/// <summary>
/// Finds out which service speaks on an open port: listens first, then asks what fits the port, then a few general questions. What answers is known by its words
/// (banner) or because it keeps to its protocol (handshake). Nothing is sent to printers and to controllers of machines. Thread-safe: ports may be asked in parallel.
/// </summary>
/// <param name="options">How far it goes for one port; null for the defaults.</param>
public sealed class ServiceDetector(ServiceDetectorOptions? options = null) : IServiceDetector
{
    readonly ServiceDetectorOptions _options = options ?? new();

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<ServiceFinding> DetectAsync(IPEndPoint endPoint, ScanMethod protocol, string? name, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        var inquiry = new ServiceInquiry((ushort)endPoint.Port, protocol == ScanMethod.Udp);
        if (ServicePorts.IsNeverAsked((ushort)endPoint.Port))
        {
            return inquiry.Finding("not asked: what listens there may print or stop at what it is sent");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(_options.Time);
        var host = HostField(endPoint, name);
        try
        {
            await (protocol == ScanMethod.Udp
                ? new DatagramInquirer(inquiry, endPoint, host, _options).RunAsync(limit.Token)
                : new StreamInquirer(inquiry, endPoint, name, host, _options).RunAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The time for this port is over: what is known then is the finding.
        }

        return inquiry.Finding(null);
    }

    // The Host field as browsers write it (RFC 9110 section 7.2). A name with other characters than names have could write more than one field.
    static string HostField(IPEndPoint endPoint, string? name)
    {
        var host = name is not null && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_') ? name
            : endPoint.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{new IPAddress(endPoint.Address.GetAddressBytes())}]" : endPoint.Address.ToString();
        return endPoint.Port is 80 or 443 ? host : $"{host}:{endPoint.Port}";
    }
}
