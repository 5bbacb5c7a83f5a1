using Patchbay.Sockets;

namespace Patchbay.Tests.CommandLine;

public class RawFailureTests
{
    [Theory]
    [InlineData(RawFailure.Denied, 9)]
    [InlineData(RawFailure.NameNotResolved, 6)]
    [InlineData(RawFailure.NoInterface, 45)]
    [InlineData(RawFailure.NoProtocol, 4)]
    [InlineData(RawFailure.Unreachable, 7)]
    [InlineData(RawFailure.Other, 1)]
    public void A_raw_socket_that_was_not_opened_has_an_exit_code_and_its_hint(RawFailure failure, int code)
    {
        var told = Failures.Explain(new RawSocketException("what happened.", failure, "what helps"));
        Assert.Equal((code, "what happened", "what helps"), ((int)told.Code, told.Message, told.Hint));
    }
}
