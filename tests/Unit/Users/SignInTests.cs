using CsCheck;
using Storehouse.Users;
using Xunit;

namespace Storehouse.Tests.Users;

public sealed class SignInTests
{
    private const string Id = "usr_1";
    private static readonly DateTimeOffset Noon = Given.Now;
    private static readonly LockOutRule Rule = new(3, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 30)]
    [InlineData(4, 60)]
    [InlineData(5, 120)]
    [InlineData(6, 240)]
    [InlineData(7, 300)]
    [InlineData(2000, 300)]
    public void SignIn_FailuresInARow_LockOutForTwiceAsLongEachTime(int failures, int seconds)
    {
        var (state, now) = (Registered(), Noon);
        for (var failure = 0; failure < failures; failure++)
        {
            now = state.LockedOutUntil ?? now;
            state = Do(state, Failure, now);
        }

        Assert.Equal(seconds, state.LockedOutUntil is { } until ? (until - now).TotalSeconds : 0);
    }

    [Fact]
    public void SignIn_WhileLockedOut_IsRefusedAndCountsNothing()
    {
        var state = Do(Do(Do(Registered(), Failure, Noon), Failure, Noon), Failure, Noon);
        Assert.All([Failure, Success], attempt =>
        {
            var decision = Decide(state, attempt, Noon.AddSeconds(30).AddTicks(-1));
            Assert.Equal(UserOutcome.LockedOut, decision.Reply.Outcome);
            Assert.Null(decision.Next);
        });
        Assert.Equal(0, Do(state, Success, Noon.AddSeconds(30)).FailedSignIns);
    }

    [Fact]
    public void SignIn_PasswordAlone_DoesNotForgetFailuresOfTheSecondFactor()
    {
        var state = Do(Registered(), Failure, Noon);
        Assert.Null(Decide(state, Success with { Complete = false }, Noon).Next);
    }

    [Fact]
    public void SignIn_ADayAfterTheLastFailure_CountsAnew()
    {
        var state = Do(Do(Registered(), Failure, Noon), Failure, Noon);
        Assert.Equal(1, Do(state, Failure, Noon.AddHours(24)).FailedSignIns);
    }

    [Fact]
    public void SignIn_LockedUser_IsRefused()
    {
        var state = Do(Registered(), new LockUser(null), Noon);
        Assert.Equal(UserOutcome.LockedOut, Decide(state, Success, Noon).Reply.Outcome);
        Assert.Equal(UserOutcome.LockedOut, Decide(state, new StartSession(Session("a")), Noon).Reply.Outcome);
    }

    [Fact]
    public void SignIn_SameOrEarlierCodeAgain_IsRefused()
    {
        var state = Do(Registered(), Success with { AuthenticatorStep = 100 }, Noon);
        foreach (var step in new long[] { 99, 100 })
        {
            var again = Decide(state, Success with { AuthenticatorStep = step }, Noon);
            Assert.Equal(UserOutcome.CodeUsed, again.Reply.Outcome);
            Assert.Equal(1, again.Next!.FailedSignIns);
        }

        Assert.Equal(101, Do(state, Success with { AuthenticatorStep = 101 }, Noon).AuthenticatorStep);
    }

    [Fact]
    public void SignIn_RecoveryCode_WorksOnce()
    {
        var state = Do(Registered(), new ChangeAccount(RecoveryCodes: ["a", "b"]), Noon);
        var used = Do(state, Success with { RecoveryCode = "a" }, Noon);
        Assert.Equal(["b"], used.RecoveryCodes);
        Assert.Equal(
            UserOutcome.CodeUsed, Decide(used, Success with { RecoveryCode = "a" }, Noon).Reply.Outcome);
    }

    [Fact]
    public void SignIn_NeverRegistered_CountsFailuresAsForAnyone()
    {
        var state = Do(new UserState(), Failure, Noon);
        Assert.Equal(1, state.FailedSignIns);
        Assert.False(state.IsActive);
        Assert.Equal(UserOutcome.NotFound, Decide(state, Success, Noon).Reply.Outcome);
    }

    [Fact]
    public void SignIn_AnyOrderOfAttempts_NeverLetsInBeforeTheLockOutEnds() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 90]).List[0, 60].Sample(attempts =>
        {
            var (state, now, failures) = (Registered(), Noon, 0);
            var lockedUntil = Noon;
            foreach (var (succeeds, seconds) in attempts)
            {
                now = now.AddSeconds(seconds);
                var decision = Decide(state, succeeds ? Success : Failure, now);
                Assert.Equal(now < lockedUntil, decision.Reply.Outcome == UserOutcome.LockedOut);
                if (now < lockedUntil)
                {
                    continue;
                }

                failures = succeeds ? 0 : failures + 1;
                state = decision.Next ?? state;
                if (failures >= Rule.FailuresMax)
                {
                    lockedUntil = now.AddSeconds(Math.Min(300, 30 * Math.Pow(2, failures - Rule.FailuresMax)));
                }
            }
        });

    [Fact]
    public void Sessions_BeyondTheLimit_TheOneThatEndsFirstMakesRoom()
    {
        var state = Registered();
        for (var number = 0; number <= UserDecider.SessionsMax; number++)
        {
            state = Do(state, new StartSession(Session($"s{number}", Noon.AddMinutes(number + 1))), Noon);
        }

        Assert.Equal(UserDecider.SessionsMax, state.Sessions.Length);
        Assert.DoesNotContain(state.Sessions, session => session.Id == "s0");
        Assert.Equal(1, state.Version);
    }

    [Fact]
    public void Sessions_Ended_AreTheOneNamedOrAllOthers()
    {
        var state = Registered();
        foreach (var id in new[] { "a", "b", "c" })
        {
            state = Do(state, new StartSession(Session(id)), Noon);
        }

        Assert.Equal(["a", "c"], Do(state, new EndSessions("b"), Noon).Sessions.Select(session => session.Id));
        Assert.Equal(["b"], Do(state, new EndSessions(null, "b"), Noon).Sessions.Select(session => session.Id));
        Assert.Empty(Do(state, new EndSessions(null), Noon).Sessions);
        Assert.Empty(Do(state, new LockUser(null), Noon).Sessions);
    }

    [Fact]
    public void Roles_Taken_EndSessionsAndGivenDoNot()
    {
        var state = Do(Registered(), new StartSession(Session("a")), Noon);
        var raised = Do(state, new SetRoles([UserRole.Customer, UserRole.Staff]), Noon);
        Assert.Single(raised.Sessions);
        Assert.Empty(Do(raised, new SetRoles([UserRole.Customer]), Noon).Sessions);
    }

    [Fact]
    public void Password_Changed_EndsOtherSessionsAndVoidsWhatWasSent()
    {
        var state = Do(Do(Registered(), new StartSession(Session("a")), Noon), new StartSession(Session("b")), Noon);
        var change = new ChangeProfile(null, null, null, new PasswordChange("hash", "other"), KeptSession: "b");
        var next = Do(state, change, Noon);
        Assert.Equal("b", Assert.Single(next.Sessions).Id);
        Assert.Equal(state.SecurityVersion + 1, next.SecurityVersion);
        Assert.Equal(
            UserOutcome.VersionMismatch,
            Decide(next, new ChangeAccount(state.SecurityVersion, PasswordHash: "x"), Noon).Reply.Outcome);
    }

    [Fact]
    public void Email_Changed_IsUnprovenUntilTheNewOneIsProven()
    {
        var state = Do(Registered(), new ChangeProfile(new("a@example.org"), null, null, null), Noon);
        state = Do(state, new ChangeAccount(VerifiedEmail: "a@example.org"), Noon);
        Assert.True(state.EmailVerified);
        Assert.Single(state.Claims());
        state = Do(state, new ChangeProfile(new("b@example.org"), null, null, null), Noon);
        Assert.False(state.EmailVerified);
        Assert.Empty(state.Claims());
        Assert.Equal(
            UserOutcome.VersionMismatch,
            Decide(state, new ChangeAccount(VerifiedEmail: "a@example.org"), Noon).Reply.Outcome);
    }

    private static SignInAttempt Failure { get; } = new(false, false, Rule);

    private static SignInAttempt Success { get; } = new(true, true, Rule);

    private static UserSession Session(string id, DateTimeOffset? until = null) =>
        new(id, Noon, until ?? Noon.AddHours(1), "test");

    private static UserState Registered() => Do(
        new UserState(), new RegisterUser("ann", "hash", null, null, [], [UserRole.Customer]), Noon);

    private static UserState Do(UserState state, UserCommand command, DateTimeOffset at)
    {
        var decision = Decide(state, command, at);
        Assert.Equal(UserOutcome.Done, decision.Reply.Outcome);
        return decision.Next ?? state;
    }

    private static UserDecision Decide(UserState state, UserCommand command, DateTimeOffset at) =>
        UserDecider.Decide(state, Id, command, new CommandContext("usr_1", at), [1, 2, 3]);
}
