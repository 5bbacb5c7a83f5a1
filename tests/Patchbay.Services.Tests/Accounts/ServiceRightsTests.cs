using Patchbay.Services.Accounts;

namespace Patchbay.Services.Tests.Accounts;

public class ServiceRightsTests
{
    [Theory]
    [InlineData("all", "web", AccessLevel.Write)]
    [InlineData("all=read", "web", AccessLevel.Read)]
    [InlineData("chat,web=read", "web", AccessLevel.Read)]
    [InlineData("chat,web=read", "chat", AccessLevel.Write)]
    [InlineData("chat,web=read", "files", AccessLevel.None)]
    [InlineData("all,files=none", "files", AccessLevel.None)]
    [InlineData("all,files=none", "rpc", AccessLevel.Write)]
    [InlineData("", "web", AccessLevel.None)]
    public void A_user_may_do_what_the_rights_say_and_nothing_else(string text, string service, AccessLevel level) =>
        Assert.Equal(level, ServiceRights.Parse(text).For(service));

    [Theory]
    [InlineData("all")]
    [InlineData("chat,web=read")]
    [InlineData("all,files=none")]
    [InlineData("")]
    public void The_text_form_comes_back(string text) => Assert.Equal(text, ServiceRights.Parse(text).ToString());

    [Theory]
    [InlineData("web=sometimes")]
    [InlineData("web=read=write")]
    [InlineData("WEB")]
    [InlineData("../etc")]
    public void What_is_no_right_is_told(string text) => Assert.Throws<FormatException>(() => ServiceRights.Parse(text));

    [Theory]
    [InlineData("ann", true)]
    [InlineData("a.b_c-9", true)]
    [InlineData("", false)]
    [InlineData("9ann", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("Ann", false)]
    [InlineData("a b", false)]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefg", false)]
    public void A_user_name_is_safe_as_a_folder(string name, bool valid) => Assert.Equal(valid, UserName.IsValid(name));
}
