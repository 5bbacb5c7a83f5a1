namespace Patchbay.Probing.Tests.Services;

[Collection(AloneCollection.Name)]
public class ServiceDetectorLeakTests
{
    [Fact]
    public async Task No_descriptor_is_left_behind()
    {
        await using var server = MockServer.Speaking("220 ready\r\n", static _ => "211 none\r\n");
        var detector = new ServiceDetector(new ServiceDetectorOptions { Quiet = TimeSpan.FromMilliseconds(20) });
        await detector.DetectAsync(server.EndPoint, ScanMethod.Connect, null, CancellationToken.None);
        var before = Descriptors.Open;
        for (var i = 0; i < 8; i++)
        {
            await detector.DetectAsync(server.EndPoint, ScanMethod.Connect, null, CancellationToken.None);
        }

        await Descriptors.ComeBackTo(before);
    }
}
