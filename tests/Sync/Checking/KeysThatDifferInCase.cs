using Hub.Sync.Checking;

namespace Hub.Sync.Tests.Checking;

public sealed class KeysThatDifferInCase
{
    [Fact]
    public void Keys_that_differ_in_case_and_blanks_only_are_told_and_the_same_key_told_again_is_not()
    {
        var twins = new KeyTwins();
        string[] keys = ["ab-1", "AB-2", "ab-1", "AB-1", "ab-2 ", "é", "É", "ab-3"];
        keys.Where(k => twins.Find(k) is not null).ShouldBe(["AB-1", "ab-2 ", "É"]);
        twins.Find("AB-1")!.Reason.ShouldNotContain("AB-1");
    }
}
