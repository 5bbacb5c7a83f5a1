namespace Patchbay.Observation;

/// <summary>Bytes that went through a network of our own whose kernel throws packets away.</summary>
/// <param name="Tcp">What came over TCP.</param>
/// <param name="Retransmits">Segments TCP sent again (TCP_INFO).</param>
/// <param name="TcpDropped">TCP packets thrown away, as the firewall counts.</param>
/// <param name="Took">From the first byte to the last.</param>
/// <param name="UdpSent">Datagrams sent over UDP.</param>
/// <param name="UdpReceived">Datagrams that came.</param>
/// <param name="UdpDropped">Datagrams thrown away, as the firewall counts.</param>
/// <param name="LossPercent">How many of a hundred packets were to be thrown away.</param>
public sealed record LossyPassage(TcpPassage Tcp, uint Retransmits, long TcpDropped, TimeSpan Took, int UdpSent, int UdpReceived, long UdpDropped, int LossPercent);
